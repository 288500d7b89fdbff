import { describe, expect, test } from '@jest/globals';
import type { StereoSignal } from '../../src/audio/audio-source.ts';
import {
  estimateMasterChain,
  NO_MASTER_CHAIN,
  returnedShareOf,
  type MasterChain,
} from '../../src/fixes/master-chain.ts';
import { measureMixModelOfSignals } from '../../src/fixes/measure-mix-model.ts';
import { gain, idealStems, SECTIONS, shelf, spectralGain, sumOf } from './synthetic-mix.ts';

const stems = idealStems();
const sum = sumOf(stems);

async function chainOf(bounce: StereoSignal, of = stems): Promise<MasterChain> {
  return estimateMasterChain(await measureMixModelOfSignals(of, SECTIONS, { bounce }));
}

describe('estimateMasterChain', () => {
  test('a bounce that is the sum: no gain, no response, no limiting, nothing left over', async () => {
    const chain = await chainOf(sum);
    expect(chain.gainDb).toBeCloseTo(0, 2);
    expect(Math.max(...chain.responseDb.map(Math.abs))).toBeLessThan(0.05);
    expect(chain.residualDb).toBeLessThan(0.05);
    expect(chain.trust).toBe('good');
    for (const { kind, reductionDb } of chain.limiting) {
      expect(reductionDb).toBeLessThan(0.05);
      expect(returnedShareOf(chain)(kind)).toBeLessThan(0.05);
    }
  });

  test('finds a gain and a smooth equaliser', async () => {
    const chain = await chainOf(gain(4)(spectralGain(shelf(4000, 3, 'above'))(sum)));
    const model = await measureMixModelOfSignals(stems, SECTIONS);
    const at = (hz: number): number => chain.responseDb[model.bandCentreHz.findIndex((centre) => centre > hz)];
    expect(at(11_000) - at(900)).toBeCloseTo(3, 0);
    expect(chain.gainDb).toBeGreaterThan(3.9);
    expect(chain.gainDb).toBeLessThan(6);
    expect(chain.trust).toBe('good');
    expect(chain.residualDb).toBeLessThan(0.5);
  });

  test('hears a limiter: what is loud gets less gain, and a change of level is partly taken back', async () => {
    // Drives the drop far into a ceiling, block by block, as a limiter without release would.
    const squeezed = { ...sum, left: Float32Array.from(sum.left), right: Float32Array.from(sum.right) };
    const block = 2048;
    for (let start = 0; start < sum.left.length; start += block) {
      let peak = 0;
      for (let n = start; n < Math.min(start + block, sum.left.length); n++)
        peak = Math.max(peak, Math.abs(sum.left[n]), Math.abs(sum.right[n]));
      const amplitude = Math.min(1, 0.15 / Math.max(peak, 1e-9));
      for (let n = start; n < Math.min(start + block, sum.left.length); n++) {
        squeezed.left[n] *= amplitude;
        squeezed.right[n] *= amplitude;
      }
    }
    const chain = await chainOf(squeezed);
    const drop = chain.limiting.find(({ kind }) => kind === 'drop');
    expect(drop?.reductionDb).toBeGreaterThan(2);
    expect(returnedShareOf(chain)('drop')).toBeGreaterThan(0.3);
    expect(chain.sentence).toContain('limiting by up to');
  });

  test('names the bands that a missing stem leaves unexplained', async () => {
    const chain = await chainOf(
      sum,
      stems.filter(({ track }) => track !== 'Pad'),
    );
    expect(chain.trust).not.toBe('good');
    const covers = chain.unexplained.filter(
      ({ kind, lowHz, highHz }) => kind === 'breakdown' && lowHz < 330 && highHz > 300,
    );
    expect(covers).toHaveLength(1);
  });

  test('does not believe stems of another song', async () => {
    const foreign = stems.map(({ track, role, signal }) => ({
      track,
      role,
      signal: { ...signal, left: signal.left.slice().reverse(), right: signal.right.slice().reverse() },
    }));
    const chain = await chainOf(sum, foreign);
    expect(chain.trust).toBe('none');
    expect(chain.sentence).toContain('another song');
  });

  test('without a bounce it passes changes on and says so', async () => {
    const chain = estimateMasterChain(await measureMixModelOfSignals(stems, SECTIONS));
    expect(chain).toBe(NO_MASTER_CHAIN);
    expect(returnedShareOf(chain)('drop')).toBe(0);
  });
});
