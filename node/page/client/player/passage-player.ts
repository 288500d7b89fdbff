import { signal } from '@preact/signals';
import { soundUrl } from '../server.ts';
import { pause as pauseFile, stopWhenFilesPlay } from './file-player.ts';

/** The sound that is heard, or was; null before the first. */
export const heard = signal<{ sound: string; isPlaying: boolean } | null>(null);

/** Short enough to be at once, long enough not to click. */
const FADE_SECONDS = 0.012;

let context: AudioContext | undefined;
const buffers = new Map<string, Promise<AudioBuffer>>();
let current: { source: AudioBufferSourceNode; gain: GainNode; startedAt: number } | undefined;
/** Differs for every wish, so that a sound which loads slowly does not begin after a later wish. */
let wish = 0;

stopWhenFilesPlay(stop);

/**
 * Plays one rendering of the passage, over and over; another that is playing gives way to it at the same moment of the
 * music, so that one hears nothing but the difference.
 */
export async function hear(sound: string): Promise<void> {
  pauseFile();
  const mine = ++wish;
  const at = (context ??= new AudioContext());
  heard.value = { sound, isPlaying: true };
  await at.resume();
  const buffer = await bufferOf(at, sound);
  if (mine !== wish) return;
  const place = current === undefined ? 0 : (at.currentTime - current.startedAt) % buffer.duration;
  letGo(at);
  const gain = new GainNode(at, { gain: 0 });
  const source = new AudioBufferSourceNode(at, { buffer, loop: true });
  source.connect(gain).connect(at.destination);
  source.start(0, place);
  gain.gain.linearRampToValueAtTime(1, at.currentTime + FADE_SECONDS);
  current = { source, gain, startedAt: at.currentTime - place };
}

export function stop(): void {
  wish++;
  if (context !== undefined) letGo(context);
  current = undefined;
  if (heard.value !== null) heard.value = { ...heard.value, isPlaying: false };
}

/** Forgets sounds that are not among these any more. */
export function keepOnly(sounds: ReadonlySet<string>): void {
  for (const sound of buffers.keys()) if (!sounds.has(sound)) buffers.delete(sound);
  if (heard.value !== null && !sounds.has(heard.value.sound)) {
    stop();
    heard.value = null;
  }
}

function bufferOf(at: AudioContext, sound: string): Promise<AudioBuffer> {
  const known = buffers.get(sound);
  if (known !== undefined) return known;
  const loaded = fetch(soundUrl(sound))
    .then((response) => response.arrayBuffer())
    .then((bytes) => at.decodeAudioData(bytes));
  buffers.set(sound, loaded);
  loaded.catch(() => buffers.delete(sound));
  return loaded;
}

function letGo(at: AudioContext): void {
  if (current === undefined) return;
  const { source, gain } = current;
  gain.gain.cancelScheduledValues(at.currentTime);
  gain.gain.setValueAtTime(gain.gain.value, at.currentTime);
  gain.gain.linearRampToValueAtTime(0, at.currentTime + FADE_SECONDS);
  source.stop(at.currentTime + FADE_SECONDS);
}
