import { SOUND, STEPS_PER_BAR, type Note, type SongSection } from '../song.ts';

/**
 * Transitions: an impact on every first bar line after the intro, a riser and a noise sweep through builds, a fall into
 * breakdowns.
 */
export function writeEffects(sections: readonly SongSection[]): Note[] {
  return sections.flatMap((section): Note[] => {
    const step = section.startBar * STEPS_PER_BAR;
    const length = section.bars * STEPS_PER_BAR;
    const quarter = Math.min(length, 4 * STEPS_PER_BAR);
    const hit = { step, steps: 2 * STEPS_PER_BAR, midi: SOUND.impact, velocity: 1 };
    const sweepOut = { step: step + length - quarter, steps: quarter, midi: SOUND.noiseSweep, velocity: 0.3 };
    switch (section.kind) {
      case 'intro':
        return [sweepOut];
      case 'breakdown':
        return [hit, { step, steps: quarter, midi: SOUND.downlifter, velocity: 0.7 }];
      case 'build':
        return [
          { step, steps: length, midi: SOUND.riser, velocity: 0.8 },
          { step: step + length - quarter, steps: quarter, midi: SOUND.noiseSweep, velocity: 1 },
        ];
      case 'drop':
        return [hit, { step, steps: quarter, midi: SOUND.downlifter, velocity: 0.5 }, sweepOut];
      case 'outro':
        return [hit];
    }
  });
}
