import type { DeviceProcessor } from '../../devices/device-model.ts';

/** Devices one after the other. */
export function chainProcessor(links: readonly DeviceProcessor[]): DeviceProcessor {
  return {
    latencyFrames: links.reduce((sum, { latencyFrames }) => sum + latencyFrames, 0),
    process: (left, right, frames) => links.forEach((link) => link.process(left, right, frames)),
  };
}

/**
 * Chains side by side: each gets the same input, and the output is their sum. Shorter chains wait for the one that lags
 * most, as Live's delay compensation makes them. Chain mixers stand at 0 dB; no chain gives silence.
 */
export function parallelProcessor(chains: readonly DeviceProcessor[]): DeviceProcessor {
  const latencyFrames = Math.max(0, ...chains.map((chain) => chain.latencyFrames));
  const delays = chains.map((chain) =>
    [latencyFrames - chain.latencyFrames, latencyFrames - chain.latencyFrames].map(delay),
  );
  return {
    latencyFrames,
    process(left, right, frames) {
      const input = [left.slice(0, frames), right.slice(0, frames)];
      left.fill(0, 0, frames);
      right.fill(0, 0, frames);
      for (const [index, chain] of chains.entries()) {
        const ways = [input[0].slice(), input[1].slice()];
        chain.process(ways[0], ways[1], frames);
        for (const [side, sum] of [left, right].entries()) {
          const wait = delays[index][side];
          for (let n = 0; n < frames; n++) sum[n] += wait(ways[side][n]);
        }
      }
    },
  };
}

/** A sample goes in, the one of `frames` samples ago comes out. */
function delay(frames: number): (sample: number) => number {
  if (frames === 0) return (sample) => sample;
  const line = new Float32Array(frames);
  let place = 0;
  return (sample) => {
    const late = line[place];
    line[place] = sample;
    place = (place + 1) % frames;
    return late;
  };
}
