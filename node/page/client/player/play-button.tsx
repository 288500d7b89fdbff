import { isConnected } from '../store.ts';
import { sounding, toggle } from './file-player.ts';

/** Plays and pauses one file. Nothing where it may not be played. */
export function PlayButton({ sound, name, gainDb = 0 }: { sound: string | undefined; name: string; gainDb?: number }) {
  if (sound === undefined) return null;
  const isPlaying = sounding.value?.sound === sound && sounding.value.isPlaying;
  const mayNot = !isConnected.value && !isPlaying;
  return (
    <button
      type="button"
      class="play"
      aria-pressed={isPlaying}
      aria-label={`Play ${name}`}
      aria-disabled={mayNot}
      onClick={() => {
        if (!mayNot) toggle(sound, gainDb);
      }}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={isPlaying ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.5v11l9-5.5z'} />
      </svg>
    </button>
  );
}
