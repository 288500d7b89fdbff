import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { MAIN_TRACK } from '../audio/stem-names.ts';
import type { DeviceSnapshot, SetSnapshot, TrackSnapshot } from '../live/live-set.ts';
import { Failure } from '../store/failure.ts';
import { readDocumentIfThere, writeDocument } from '../store/json-document.ts';
import { takesDocument, type TakeEntry, type TakesDocument } from '../store/takes-document.ts';
import { CAPTURE_FILE, TAKES_FILE } from './capture.ts';

/** What a device in Live is called, unless a producer renames it. */
const DEVICE_NAME = 'Coproducer';

/** A track that will be recorded. */
export interface RecordedTrack {
  isMain: boolean;
  /** Its name in the set. */
  track: string;
}

/**
 * Says how the takes of these tracks will be called, and notes what lies behind the recording on each: fader, pan,
 * further devices.
 *
 * @returns one for each track, in the same order
 * @throws Failure 'input', in one sentence, where the main track or all others are missing, a track is gone, or two
 *   have one name.
 */
export function planTakes(tracks: readonly RecordedTrack[], { tracks: all }: SetSnapshot): TakeEntry[] {
  if (!tracks.some(({ isMain }) => isMain)) {
    throw new Failure('input', `Put Coproducer on ${MAIN_TRACK}, too: its recording becomes the bounce.`);
  }
  if (tracks.every(({ isMain }) => isMain)) {
    throw new Failure('input', 'Put Coproducer on every track that is to become a stem, last in the chain.');
  }
  return tracks.map(({ isMain, track }, i) => {
    const found = all.filter(({ kind, name }) => (isMain ? kind === 'main' : kind !== 'main' && name === track));
    if (found.length !== 1) {
      throw new Failure(
        'input',
        found.length === 0
          ? `The track "${track}" is not in the set any more.`
          : `Two tracks are called "${track}": give each a name of its own.`,
      );
    }
    const file = `Take ${i + 1}.wav`;
    return { file, track: isMain ? MAIN_TRACK : track, isMain, ...behind(found[0]) };
  });
}

function behind({
  mixer,
  devices,
}: TrackSnapshot): Pick<TakeEntry, 'volumeDb' | 'pan' | 'isAutomated' | 'devicesBehind'> {
  const [volume, pan] = ['Volume', 'Pan'].map((name) => mixer.find((parameter) => parameter.name === name));
  const volumeDb = typeof volume?.display === 'number' ? volume.display : 0;
  return {
    volumeDb: Number.isFinite(volumeDb) ? volumeDb : null,
    pan: typeof pan?.display === 'number' ? pan.display : 0,
    isAutomated: [volume, pan].some((parameter) => parameter?.automation === 'active'),
    devicesBehind: devicesBehind(devices),
  };
}

function devicesBehind(devices: readonly DeviceSnapshot[]): string[] {
  const own = devices.findLastIndex(({ name }) => name === DEVICE_NAME);
  return own < 0 ? [] : devices.slice(own + 1).flatMap(({ name, active }) => (active ? [name] : []));
}

/**
 * Where a bounce and stems that are recorded go: into a folder of their own beside what was exported, and there again
 * and again.
 */
export function captureFolder(bounces: string): string {
  return existsSync(path.join(bounces, CAPTURE_FILE)) ? bounces : path.join(bounces, 'Captured');
}

/** Makes a folder ready for takes: older ones go, and what comes is written down. */
export async function beginTakes(folder: string, takes: readonly TakeEntry[], now: Date): Promise<void> {
  await removeTakes(folder);
  await mkdir(folder, { recursive: true });
  const document: TakesDocument = { schema: 'coproducer.takes/1', createdAt: now.toISOString(), takes: [...takes] };
  await writeDocument(takesDocument, path.join(folder, TAKES_FILE), document);
}

/**
 * Removes the takes of a folder, and nothing else: they are large, and what was made of them holds all that they heard.
 */
export async function removeTakes(folder: string): Promise<void> {
  const document = await readDocumentIfThere(takesDocument, path.join(folder, TAKES_FILE));
  for (const { file } of document?.takes ?? []) await rm(path.join(folder, path.basename(file)), { force: true });
}
