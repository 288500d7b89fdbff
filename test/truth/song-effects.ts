import { Draw } from './draw.ts';
import type { SongBus } from './song-bus.ts';
import type { SongClock } from './song-clock.ts';
import type { Stretch } from './song-layers.ts';
import type { SongRecipe } from './song-recipe.ts';
import { ambience, crash, impact, riser } from './song-voices.ts';

/** Crashes and impacts at the heads of sections, risers through builds, and a bed of noise under everything. */
export function playEffects(bus: SongBus, recipe: SongRecipe, clock: SongClock, stretches: readonly Stretch[]): void {
  const rate = recipe.sampleRateHz;
  const draw = new Draw(recipe.seed, 'effects');
  const [crashes, impacts] = [draw.chance(0.8), draw.chance(0.5)];
  const sounds = { crash: crash(rate, draw), impact: impact(rate, draw) };
  const loudness = draw.between(0.05, 0.2);
  for (const { kind, startBar, startsSection } of stretches) {
    const seconds = clock.barSeconds(startBar);
    if (crashes && startsSection && startBar > 0) bus.add(sounds.crash, seconds, loudness);
    if (impacts && startsSection && (kind === 'breakdown' || kind === 'drop')) bus.add(sounds.impact, seconds, 0.25);
  }
  const rising = stretches.filter(({ layers }) => layers.has('riser'));
  for (const first of rising.filter(({ startsSection }) => startsSection)) {
    const end = rising.find(({ startBar, endsSection }) => startBar >= first.startBar && endsSection) ?? first;
    const from = clock.barSeconds(first.startBar);
    bus.add(riser(rate, clock.barSeconds(end.startBar + end.bars) - from, draw), from, draw.between(0.08, 0.3));
  }
  const bed = ambience(rate, AMBIENCE_SECONDS, draw);
  const end = clock.barSeconds(clock.bars);
  for (let seconds = clock.barSeconds(0); seconds < end; seconds += AMBIENCE_SECONDS) {
    bus.add(bed, seconds, 10 ** (recipe.ambienceDb / 20));
  }
}

/** Long enough that its repetition is no rhythm. */
const AMBIENCE_SECONDS = 13.7;
