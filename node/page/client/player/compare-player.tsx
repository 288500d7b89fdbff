import { signedWithUnit } from '../../../../src/dsp/spoken-units.ts';
import type { PagePassage } from '../../page-messages.ts';
import { clock } from '../words.ts';
import { Choice } from '../parts/choice.tsx';
import { hear, heard, stop } from './passage-player.ts';

/** Before, with one fix, with all: switched at the same moment of the music, all equally loud. */
export function ComparePlayer({ passage, fix }: { passage: PagePassage; fix: string }) {
  const own = passage.fixes[fix];
  if (own === undefined) return null;
  const sides = [
    { value: passage.before.sound, label: 'Before', matchDb: 0 },
    { value: own.sound, label: `With ${fix}`, matchDb: own.matchDb },
    { value: passage.after.sound, label: 'With all', matchDb: passage.after.matchDb },
  ];
  const chosen = sides.find(({ value }) => value === heard.value?.sound) ?? sides[1];
  const isPlaying = heard.value?.isPlaying === true && heard.value.sound === chosen.value;
  return (
    <div class="compare" role="group" aria-label={`Compare ${fix} by ear`}>
      <button
        type="button"
        class="play big"
        aria-pressed={isPlaying}
        aria-label={isPlaying ? 'Stop the passage' : 'Play the passage'}
        onClick={() => (isPlaying ? stop() : void hear(chosen.value))}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d={isPlaying ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.5v11l9-5.5z'} />
        </svg>
      </button>
      <Choice
        legend="What is heard"
        name={`hear-${fix}`}
        options={sides}
        value={chosen.value}
        onChoose={(sound) => {
          if (heard.value?.isPlaying === true) void hear(sound);
          else heard.value = { sound, isPlaying: false };
        }}
      />
      <span class="quiet">
        {clock(passage.startSeconds)}–{clock(passage.endSeconds)}, matched by {signedWithUnit(chosen.matchDb, 'dB')}
      </span>
    </div>
  );
}
