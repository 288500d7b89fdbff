#!/usr/bin/env python3
"""Trains the encoder of `models/`: see README.md beside this file."""

import argparse
import hashlib
import json
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
import torch

import front_end
from batches import CHAINED, MASTERED, UNMASTERED, Sampler, plain, varied
from material import EXCERPTS, FAMILY, GENERATORS, SHARD, Material, generator_of
from network import TRUNK, Encoder, Exported
from scores import precision_at_5

TEMPERATURE = 0.1
WEIGHTS = {"recipe": 1.0, "chain": 0.4, "song": 0.3}
# Every tenth family of each generator is never trained on and tells how the training goes.
HELD_OUT = 10


def contrastive(vectors, labels):
    """Supervised contrastive loss (Khosla et al. 2020, the sum outside the logarithm) over those that have a label."""
    kept = labels >= 0
    vectors, labels = vectors[kept].float(), labels[kept]
    logits = vectors @ vectors.T / TEMPERATURE
    self_mask = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    logits = logits.masked_fill(self_mask, -1e9)
    same = (labels[:, None] == labels[None, :]) & ~self_mask
    chances = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    counts = same.sum(dim=1)
    has_others = counts > 0
    return -((chances * same).sum(dim=1)[has_others] / counts[has_others]).mean()


def available_at(step, options):
    """How many recipes a step draws from: an eighth at first, all after seven tenths, so that training need not wait
    for all material to be rendered and is the same however long that takes."""
    share = min(1.0, 0.125 + 1.25 * step / options.steps)
    return max(min(options.recipes, 2 * SHARD), int(share * options.recipes) // SHARD * SHARD)


def train(encoder, material, recipes, options, device, say):
    """Trains in place for `options.steps` steps, or what is left of them after the checkpoint."""
    families = np.arange(options.recipes) // FAMILY
    sampler = Sampler(
        recipes, material.chains, families, options.seed, options.families_a_batch, options.chains_a_batch, 4
    )
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=options.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.1)
    checkpoint = Path(options.out) / "checkpoint.pt"
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        encoder.load_state_dict(state["encoder"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
        say(f"going on from step {first}")
    generator = torch.Generator(device=device)
    # bfloat16 where the accelerator has it; master weights and statistics stay in single precision.
    half = torch.autocast("cuda", torch.bfloat16) if device.type == "cuda" else nullcontext()
    started, losses = time.time(), []
    encoder.train()
    for step in range(first, options.steps):
        available = available_at(step, options)
        material.wait_for(available)
        numbers, labels = sampler.batch(step, available)
        generator.manual_seed(options.seed * 1_000_003 + step)
        patches = varied(material.excerpts[torch.as_tensor(numbers, device=device)], generator).contiguous(
            memory_format=torch.channels_last
        )
        labels = {name: values.to(device) for name, values in labels.items()}
        with half:
            _, heads = encoder(patches)
        loss = sum(
            weight * contrastive(heads[name], labels[name])
            for name, weight in WEIGHTS.items()
            if (labels[name] >= 0).any()
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % max(1, options.steps // 20) == 0 or step == options.steps - 1:
            losses.append(float(loss.detach()))
            say(f"step {step}: loss {losses[-1]:.4f}, {available} recipes ({time.time() - started:.0f} s)")
        if (step + 1) % options.checkpoint_every == 0 or step == options.steps - 1:
            unfinished = checkpoint.with_suffix(".partial")
            state = {
                "encoder": encoder.state_dict(),
                "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(),
            }
            torch.save({**state, "step": step + 1}, unfinished)
            unfinished.rename(checkpoint)
    return losses


@torch.no_grad()
def evaluate(encoder, excerpts, recipes):
    """Precision at 5 on recipes that training never saw, by generator, for several kinds of query."""
    encoder.eval()
    numbers = (EXCERPTS * np.asarray(recipes)[:, None] + np.arange(EXCERPTS)).reshape(-1)
    outputs = {"trunk": [], "recipe head": [], "mel statistics": []}
    for part in np.array_split(numbers, max(1, len(numbers) // 256)):
        patches = plain(excerpts[torch.as_tensor(part, device=excerpts.device)])
        trunk, heads = encoder(patches)
        outputs["trunk"].append(trunk.float().cpu().numpy())
        outputs["recipe head"].append(heads["recipe"].float().cpu().numpy())
        mean, spread = patches.mean(dim=3), patches.std(dim=3)
        outputs["mel statistics"].append(torch.cat([mean, spread], dim=1).flatten(1).cpu().numpy())
    scores = {}
    for module in GENERATORS:
        own = [i for i, recipe in enumerate(recipes) if generator_of(recipe) is module]
        if len(own) < 2:
            continue
        table = {}
        for name, parts in outputs.items():
            vectors = np.concatenate(parts).reshape(len(recipes), EXCERPTS, -1)[own]
            library = vectors[:, MASTERED].reshape(4 * len(own), -1)
            groups = np.repeat(np.arange(len(own)), 4)
            loud = np.arange(len(groups)) % 4 == 2
            table[name] = {
                "p5": round(precision_at_5(library, groups), 4),
                "p5Loud": round(precision_at_5(library, groups, loud), 4),
                "p5LoudUnmastered": round(precision_at_5(library, groups, loud, vectors[:, UNMASTERED]), 4),
                "p5Other": round(precision_at_5(library, groups, np.arange(len(groups)) % 4 == 3), 4),
            }
        scores[module.__name__.split(".")[-1]] = table
    return scores


def export(encoder, file):
    """Writes the ONNX file: `patches` n x 2 x 96 x 256 to `trunk` n x 320."""
    shipped = Exported(encoder.cpu().eval())
    example = torch.zeros(1, 2, front_end.BANDS, front_end.PATCH_ROWS)
    more = {} if torch.__version__.startswith("1.") else {"dynamo": False}
    torch.onnx.export(
        shipped, example, str(file), opset_version=16, input_names=["patches"], output_names=["trunk"],
        dynamic_axes={name: {0: "n"} for name in ("patches", "trunk")}, **more,
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="folder for checkpoint, encoder.onnx and training.json")
    parser.add_argument(
        "--material", help="folder for rendered excerpts, kept for the next run (default: OUT/material)"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--recipes", type=int, default=4096, help="a multiple of 16")
    parser.add_argument("--steps", type=int, default=11000)
    parser.add_argument("--rate", type=float, default=2e-3, help="greatest learning rate")
    parser.add_argument("--families-a-batch", type=int, default=30)
    parser.add_argument("--chains-a-batch", type=int, default=32)
    parser.add_argument("--checkpoint-every", type=int, default=500)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--smoke", action="store_true", help="a minute's worth of everything, to see that it runs")
    parser.add_argument("--export-only", action="store_true", help="write the ONNX file of the checkpoint")
    options = parser.parse_args()
    if options.smoke:
        options.recipes, options.steps, options.families_a_batch, options.chains_a_batch = 32, 20, 3, 2
        options.checkpoint_every = 15
    started = time.time()

    def say(text):
        print(f"[{time.time() - started:6.1f} s] {text}", file=sys.stderr, flush=True)

    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_num_threads(max(1, options.processes // 2))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True
    encoder = Encoder().to(device, memory_format=torch.channels_last)
    if options.export_only:
        encoder.load_state_dict(torch.load(out / "checkpoint.pt", map_location=device)["encoder"])
        export(encoder, out / "encoder.onnx")
        say(f"wrote {out / 'encoder.onnx'}")
        return

    material = Material(options.material or out / "material", options.seed, options.recipes, options.processes, device)
    recipes = np.arange(options.recipes)
    held_out = recipes[recipes // FAMILY // len(GENERATORS) % HELD_OUT == 0]
    trained = np.setdiff1d(recipes, held_out)
    losses = train(encoder, material, trained, options, device, say)
    material.wait_for(options.recipes)
    material.close()
    after = evaluate(encoder, material.excerpts, held_out)
    torch.manual_seed(options.seed)
    before = evaluate(Encoder().to(device), material.excerpts, held_out)
    say(json.dumps({"untrained": before, "trained": after}, indent=1))
    export(encoder, out / "encoder.onnx")
    summary = {
        "frontEnd": front_end.FRONT_END,
        "seed": options.seed,
        "recipes": options.recipes,
        "recipesTrained": len(trained),
        "steps": options.steps,
        "trunk": TRUNK,
        "parameters": sum(parameter.numel() for parameter in encoder.parameters()),
        "device": torch.cuda.get_device_name() if device.type == "cuda" else "cpu",
        "torch": torch.__version__,
        "numpy": np.__version__,
        "losses": [round(loss, 4) for loss in losses],
        "untrained": before,
        "trained": after,
        "sha256": hashlib.sha256((out / "encoder.onnx").read_bytes()).hexdigest(),
        "seconds": round(time.time() - started),
    }
    (out / "training.json").write_text(json.dumps(summary, indent=2) + "\n")
    say(f"wrote {out / 'encoder.onnx'}")


if __name__ == "__main__":
    main()
