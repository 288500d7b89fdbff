import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LiveSet } from '../live/live-set.ts';
import { switchSides } from '../live/switch-sides.ts';
import { writeFileSafely } from '../store/atomic-file.ts';
import { withFileLock } from '../store/file-lock.ts';
import { readDocumentIfThere } from '../store/json-document.ts';
import { openSet } from './open-set.ts';
import type { PlanState } from './plan-state.ts';
import type { Workshop } from './workshop.ts';

/** What stands on disk while a set sounds as it did before a plan: whoever starts next leads it back. */
const comparisonNote = z.object({
  schema: z.literal('coproducer.comparison/1'),
  plan: z.string(),
  set: z.string(),
  /** What was taken out, once that is known: what the producer had changed before is not put back. */
  switched: z.array(z.string()).optional(),
  /** The main fader as it stood, and as it was set to match, once that is known; absent where it is left alone. */
  main: z.object({ standing: z.number(), matched: z.number().optional() }).optional(),
});

/** A producer compares at most this far apart; beyond it the louder side would clip. */
const MOST_MATCH_DB = 6;

/**
 * Takes what stands of a plan out of the set to listen, at the loudness of the set with it: the main fader is moved by
 * what the plan changed. `hearAfter` puts all of it back.
 *
 * @returns by how much the fader was moved; undefined where it could not be, or where loudness did not change.
 */
export async function hearBefore(workshop: Workshop, state: PlanState, set: string): Promise<number | undefined> {
  return inTurn(workshop, set, async (live) => {
    const begun = { schema: 'coproducer.comparison/1' as const, plan: state.plan.id, set };
    await writeNote(workshop, begun);
    const note = { ...begun, switched: await switchSides(live, receiptsOf(state), 'before') };
    await writeNote(workshop, note);
    const matchDb = Math.max(-MOST_MATCH_DB, Math.min(MOST_MATCH_DB, loudnessChange(state)));
    const fader = await mainFader(live);
    if (Math.abs(matchDb) < LEAST_MATCH_DB || fader === undefined) return undefined;
    await writeNote(workshop, { ...note, main: { standing: fader.raw } });
    const matched = await live.write(fader.id, Math.round(10 * (Number(fader.display) + matchDb)) / 10);
    await writeNote(workshop, { ...note, main: { standing: fader.raw, matched: matched.raw } });
    return matchDb;
  });
}

/** Back to the set as the plan left it; nothing to do where nobody is comparing. */
export async function hearAfter(workshop: Workshop, state: PlanState): Promise<void> {
  const note = await comparisonOf(workshop);
  if (note === undefined || note.plan !== state.plan.id) return;
  await inTurn(workshop, note.set, async (live) => {
    const { standing, matched } = note.main ?? {};
    const fader = standing === undefined ? undefined : await mainFader(live);
    // A fader that was moved while listening is the producer's.
    const isOurs = matched === undefined || Object.is(fader?.raw, matched);
    if (fader && standing !== undefined && isOurs) await live.writeRaw(fader.id, standing);
    await switchSides(live, receiptsOf(state), 'after', note.switched);
    await rm(noteFile(workshop), { force: true });
  });
}

/** The comparison that is under way, perhaps since before a crash. */
export async function comparisonOf(workshop: Workshop): Promise<z.infer<typeof comparisonNote> | undefined> {
  return readDocumentIfThere(comparisonNote, noteFile(workshop)).catch(() => undefined);
}

/** Quieter differences are not heard; the just-noticeable one of loudness is about 1 dB. */
const LEAST_MATCH_DB = 0.2;

/** By how much the plan made the mix louder: as measured, else as promised for the fixes that stand. */
function loudnessChange({ plan, report, states }: PlanState): number {
  const measured = [report.after, report.before].map(
    (gap) => gap?.headline.find(({ axis }) => axis === 'loudness')?.value,
  );
  if (measured[0] !== undefined && measured[1] !== undefined) return measured[0] - measured[1];
  const standing = plan.fixes.filter(({ id }) => states.get(id) === 'applied');
  const all = standing.length === plan.fixes.filter(({ advice }) => !advice).length;
  const moves = all ? plan.predicted : standing.flatMap(({ predicted }) => predicted.features);
  const loudness = moves.filter(({ feature, scope }) => feature === 'loudness.integrated' && scope === 'whole');
  return loudness.reduce((sum, { before, after }) => sum + after - before, 0);
}

async function mainFader(live: LiveSet): Promise<{ id: string; raw: number; display: string | number } | undefined> {
  const { tracks } = await live.snapshot();
  const main = tracks.find(({ kind }) => kind === 'main');
  const fader = main?.mixer.find(({ name }) => name === 'Volume');
  const isFree = fader?.enabled === true && fader.automation !== 'active' && Number.isFinite(fader.display);
  return isFree ? fader : undefined;
}

function receiptsOf({ applied }: PlanState): PlanState['applied'][number]['receipt'][] {
  return applied.map(({ receipt }) => receipt);
}

/** Alone with the set: no plan is written meanwhile. */
async function inTurn<T>(workshop: Workshop, spec: string, work: (live: LiveSet) => Promise<T>): Promise<T> {
  return await withFileLock(join(workshop.home.receipts, 'set'), async () => {
    const live = await openSet(workshop, spec);
    try {
      return await work(live);
    } finally {
      await live.close();
    }
  });
}

function noteFile({ home }: Workshop): string {
  return join(home.plans, 'comparison.json');
}

async function writeNote(workshop: Workshop, note: z.infer<typeof comparisonNote>): Promise<void> {
  await writeFileSafely(noteFile(workshop), JSON.stringify(note));
}
