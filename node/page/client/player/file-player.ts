import { signal } from '@preact/signals';
import { soundUrl } from '../server.ts';

/** What sounds now: one file at a time. */
export const sounding = signal<{ sound: string; isPlaying: boolean } | null>(null);
/** Where in it, and how long it is. */
export const position = signal({ seconds: 0, of: 0 });
/** Why it does not play, where the browser cannot. */
export const playFault = signal('');

const audio = new Audio();
audio.preload = 'none';
audio.addEventListener('timeupdate', tellPosition);
audio.addEventListener('durationchange', tellPosition);
audio.addEventListener('ended', () => pause());
audio.addEventListener('pause', () => {
  if (sounding.value !== null) sounding.value = { ...sounding.value, isPlaying: false };
});
audio.addEventListener('error', () => {
  if (sounding.value === null) return;
  sounding.value = null;
  playFault.value = 'This browser cannot play that file, or it is gone from where it was.';
});

/** Before anything else begins to sound. */
const others = new Set<() => void>();

/** Lets another player be stopped when a file begins. */
export function stopWhenFilesPlay(stop: () => void): void {
  others.add(stop);
}

/**
 * Plays a file from where it stands, or pauses it.
 *
 * @param gainDb how much quieter, so that all files are equally loud: 0 or below
 */
export function toggle(sound: string, gainDb = 0): void {
  if (sounding.value?.sound === sound && sounding.value.isPlaying) return pause();
  begin(sound, gainDb);
}

/** Goes to a place, and plays from there. */
export function playFrom(sound: string, seconds: number): void {
  begin(sound, 0);
  audio.currentTime = seconds;
}

export function pause(): void {
  audio.pause();
}

function begin(sound: string, gainDb: number): void {
  for (const stop of others) stop();
  playFault.value = '';
  audio.volume = Math.min(1, 10 ** (gainDb / 20));
  if (sounding.value?.sound !== sound) {
    audio.src = soundUrl(sound);
    position.value = { seconds: 0, of: 0 };
  }
  sounding.value = { sound, isPlaying: true };
  // Where it cannot, the element says so by an event of its own; a pause before it has begun is no fault.
  audio.play().catch(() => undefined);
}

function tellPosition(): void {
  position.value = { seconds: audio.currentTime, of: Number.isFinite(audio.duration) ? audio.duration : 0 };
}
