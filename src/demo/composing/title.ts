/**
 * A two-word title from the seed; 48 seeds in a row give 48 titles. Letters and one space only, so it is a file name
 * anywhere.
 */
export function titleFor(seed: number): string {
  const index = Math.abs(Math.trunc(seed));
  const first = FIRST[index % FIRST.length];
  const second = SECOND[(index * 7 + Math.floor(index / FIRST.length)) % SECOND.length];
  return `${first} ${second}`;
}

const FIRST = (
  'Amber Arctic Astral Aurora Azure Boreal Celestial Cobalt Coral Crystal Distant Electric Emerald Endless Eternal Fading Fallen ' +
  'Golden Hidden Hollow Indigo Infinite Ivory Lucid Lunar Midnight Mirrored Neon Northern Obsidian Opal Orbital Pale Phantom ' +
  'Polar Radiant Sacred Sapphire Scarlet Silent Silver Solar Stellar Twilight Velvet Violet Weightless Winter'
).split(' ');

const SECOND = (
  'Ascent Bloom Cascade Cathedral Circuit Coast Current Dawn Descent Drift Echo Ember Equinox Field Flight Garden Gravity Harbour ' +
  'Horizon Island Lagoon Lantern Meridian Mirage Monsoon Motion Nebula Ocean Orbit Passage Prism Pulse River Shore Signal Skyline ' +
  'Solstice Spiral Summit Tide Vapour Voyage Wave'
).split(' ');
