#!/usr/bin/env python3
"""Writes `test/similarity/golden-patches.json`: what the front end makes of signals in closed form.

The program's own front end is tested against this file, so that training and use cannot drift apart.
"""

import json
import sys

import numpy as np

import front_end

SECONDS = 6.5


def signals():
    """Name, left and right, each a formula of time alone: `golden-patches.test.ts` computes the same."""
    t = np.arange(int(SECONDS * front_end.RATE_HZ)) / front_end.RATE_HZ
    tone = 0.5 * np.sin(2 * np.pi * 1000 * t)
    yield "a tone on both speakers", tone, tone
    sweep = 0.25 * np.sin(2 * np.pi * (40 * t + 900 * t**2))
    yield "a sweep on the left, a tone on the right", sweep, 0.1 * np.sin(2 * np.pi * 220 * t)
    beat = np.exp(-12 * np.mod(t, 0.4347826086956522))
    comb = sum(np.sin(2 * np.pi * 55 * k * t + k) / k for k in range(1, 200))
    yield "a beating comb out of phase", 0.2 * beat * comb, -0.1 * beat * comb + 0.05 * tone


def main(file):
    golden = []
    for name, left, right in signals():
        rows = front_end.mel_rows(np.stack([left, right]))[:, :, : front_end.PATCH_ROWS]
        patch = front_end.normalise(rows).astype(np.float64)
        golden.append(
            {
                "name": name,
                "rows": [0, 77, 255],
                # Mid and side, a list of bands for each of the rows.
                "values": np.round(patch[:, :, [0, 77, 255]].transpose(2, 0, 1), 5).tolist(),
                "mean": round(float(patch.mean()), 6),
                "deviation": round(float(patch.std()), 6),
            }
        )
    with open(file, "w") as out:
        json.dump({"frontEnd": front_end.FRONT_END, "signals": golden}, out)
        out.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
