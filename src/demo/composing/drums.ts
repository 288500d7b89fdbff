import type { Random } from '../random.ts';
import { SOUND, STEPS_PER_BAR, type Note, type SongSection } from '../song.ts';

/** Four on the floor: in intro, drop and outro. */
export function writeKick(sections: readonly SongSection[]): Note[] {
  return sections
    .filter(hasKick)
    .flatMap((section) => steps(section, 4).map((step) => ({ step, steps: 4, midi: 36, velocity: 1 })));
}

/** Beats two and four: half-way through the intro, all of the drop, the first half of the outro. */
export function writeClap(sections: readonly SongSection[]): Note[] {
  return sections
    .flatMap((section) => {
      if (section.kind === 'intro') return steps(secondHalf(section), 8);
      if (section.kind === 'drop') return steps(section, 8);
      return section.kind === 'outro' ? steps(firstHalf(section), 8) : [];
    })
    .map((step) => ({ step: step + 4, steps: 4, midi: 39, velocity: 1 }));
}

/**
 * The roll of a build-up: beats, then eighths, then sixteenths, rising; the last beat is silent so that the drop hits.
 */
export function writeSnareRoll(sections: readonly SongSection[]): Note[] {
  return sections
    .filter((section) => section.kind === 'build')
    .flatMap((section) => {
      const first = section.startBar * STEPS_PER_BAR;
      const length = section.bars * STEPS_PER_BAR;
      return steps(section, 1)
        .map((step) => ({ step, done: (step - first) / length }))
        .filter(({ step, done }) => step < first + length - 4 && step % (done < 0.5 ? 4 : done < 0.75 ? 2 : 1) === 0)
        .map(({ step, done }) => ({ step, steps: 2, midi: 38, velocity: 0.35 + 0.65 * done ** 1.5 }));
    });
}

/** Open hats between the kicks, closed sixteenths with a pattern of strengths around them. */
export function writeHats(sections: readonly SongSection[], random: Random): Note[] {
  const strengths = Array.from({ length: STEPS_PER_BAR }, (_, step) => closedStrength(step) * random.between(0.8, 1));
  const open = (step: number): Note => ({ step: step + 2, steps: 2, midi: SOUND.openHat, velocity: 1 });
  const closed = (step: number): Note => ({
    step,
    steps: 1,
    midi: SOUND.closedHat,
    velocity: strengths[step % STEPS_PER_BAR],
  });
  return sections.flatMap((section) => {
    switch (section.kind) {
      case 'intro':
        return [...steps(section, 1).map(closed), ...steps(secondHalf(section), 4).map(open)];
      case 'drop':
        return [...steps(section, 1).map(closed), ...steps(section, 4).map(open)];
      case 'outro':
        return [...steps(section, 1).map(closed), ...steps(firstHalf(section), 4).map(open)];
      case 'breakdown':
      case 'build':
        return [];
    }
  });
}

/** A two-bar loop of shaker, rim and conga. */
export function writePercussion(sections: readonly SongSection[], random: Random): Note[] {
  const loop: Note[] = [];
  for (let step = 0; step < 2 * STEPS_PER_BAR; step += 1) {
    const offBeat = step % 4 !== 0;
    loop.push({ step, steps: 1, midi: SOUND.shaker, velocity: offBeat ? random.between(0.4, 0.7) : 0.3 });
    if (offBeat && random.chance(0.3))
      loop.push({ step, steps: 1, midi: SOUND.conga, velocity: random.between(0.5, 1) });
    if (offBeat && random.chance(0.16))
      loop.push({ step, steps: 1, midi: SOUND.rim, velocity: random.between(0.5, 0.9) });
  }
  return sections.flatMap((section) => {
    const played = section.kind === 'breakdown' || section.kind === 'build' ? undefined : section;
    if (played === undefined) return [];
    const first = played.startBar * STEPS_PER_BAR;
    const last = first + played.bars * STEPS_PER_BAR;
    const notes: Note[] = [];
    for (let start = first; start < last; start += 2 * STEPS_PER_BAR) {
      for (const note of loop) if (start + note.step < last) notes.push({ ...note, step: start + note.step });
    }
    return notes;
  });
}

/** Sections in which the kick plays. */
function hasKick(section: SongSection): boolean {
  return section.kind === 'intro' || section.kind === 'drop' || section.kind === 'outro';
}

/** Every `every`-th sixteenth of a section. */
export function steps(section: SongSection, every: number): number[] {
  const count = (section.bars * STEPS_PER_BAR) / every;
  return Array.from({ length: count }, (_, index) => section.startBar * STEPS_PER_BAR + index * every);
}

export function firstHalf(section: SongSection): SongSection {
  return { ...section, bars: section.bars / 2 };
}

export function secondHalf(section: SongSection): SongSection {
  return { ...section, startBar: section.startBar + section.bars / 2, bars: section.bars / 2 };
}

/** A closed hat ticks softly under the kick and the open hat, louder between them. */
function closedStrength(step: number): number {
  return ([0.35, 0.75, 0.25, 0.6] as const)[step % 4];
}
