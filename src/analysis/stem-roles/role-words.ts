import type { StemRole } from '../../store/stem-map-document.ts';

/** A word, how sure it makes a role (0–1), and how it may stand in a name. */
export interface RoleWord {
  role: StemRole;
  weight: number;
  /** Lower case, without accents. Several words with a space between stand next to each other in the name. */
  word: string;
  /** Also counts inside a longer word (`bgvox`, `bassline`). */
  inside: boolean;
}

/**
 * What producers call their tracks, from the exports, templates and guides behind this project, in English, German,
 * French, Spanish, Italian, Portuguese, Russian and Japanese. Weights are judgements: 0.95 says one thing only, 0.8
 * nearly always does, 0.6 is used for more than one thing ("lead", "crash"), 0.4 hardly says more than that it is no
 * drum. A star marks words that count inside others.
 */
const WORDS: readonly [role: StemRole, weight: number, words: string][] = [
  ['master', 0.95, 'master, main mix, mixdown, premaster, 2track, master bus'],
  [
    'group',
    0.9,
    'group, bus, buss, submix, drums, all drums, drum bus, drum group, music bus, gruppe, synths, basses, perx',
  ],
  ['group', 0.7, 'music, instrumental, everything'],
  ['return', 0.9, 'return, send, aux, rtn'],
  ['return', 0.7, 'reverb, delay, verb, dly, echo return, hall'],
  ['kick', 0.97, 'kick*, kik, kck, bassdrum, bass drum, bd, bombo, grosse caisse, bumbo, бочка*, кик, キック*'],
  ['kick', 0.85, 'kd, kk, cassa, 909 bd'],
  [
    'snare',
    0.95,
    'snare*, clap*, clp, snr, snap, snaps, rimshot, rim, caja, caisse claire, rullante, palmas, klatsch*, клэп*, снейр*, スネア*, クラップ*',
  ],
  ['snare', 0.8, 'sd, cp, sn, caixa'],
  [
    'hats',
    0.95,
    'hat, hats, hihat*, hi hat, hi hats, hh, ohh, chh, oh, ch, openhat*, closedhat*, charley, хэт*, хет*, ハイハット*',
  ],
  ['hats', 0.85, 'ride*, shaker*, shk, cymbal*, becken, platos, piatti, tambourine, tamb, top loop, tops'],
  ['hats', 0.6, 'crash*, splash'],
  [
    'percussion',
    0.9,
    'perc*, conga*, bongo*, tom, toms, djembe, tabla, tribal, cowbell, clave, woodblock, timbale*, перк*, パーカッション*',
  ],
  [
    'percussion',
    0.7,
    'loop, loops, beat, beats, drum, drumloop, break, breakbeat, breaks, groove, top, scratch beat, garage',
  ],
  ['acid', 0.95, 'acid*, 303, tb303, tb, tb 303, x0xb0x'],
  [
    'bass',
    0.95,
    'bass*, bs, bss, bassline, sub, subbass, reese, 808, basse, bas, bajo, basso, baixo, offbeat bass, rolling bass, бас*, ベース*',
  ],
  ['bass', 0.6, 'rolling, offbeat, low end, rumble, low'],
  [
    'vocal',
    0.95,
    'vox*, vocal*, voc, vocs, voice*, vx, bgv, bv, bvs, acapella, acappella, chant*, choir vocal, stimme, gesang, voz, voix, voce, вокал*, голос*, ボーカル*',
  ],
  ['vocal', 0.6, 'chop, chops, adlib, adlibs, harmony, harmonies, choir'],
  [
    'fx',
    0.93,
    'fx*, sfx, effect*, riser*, uplifter*, downlifter*, impact*, sweep*, whoosh, swoosh, noise, whitenoise, transition*, boom, downer, upper, ear candy, aufbau',
  ],
  [
    'fx',
    0.65,
    'build*, rise, fall, hit, hits, reverse, rev, scratch*, glitch*, stutter, fill*, foley, vinyl, siren, drop fx',
  ],
  [
    'pad',
    0.95,
    'pad*, atmo*, atmos, strings, string, ambience, ambient, flache*, flaeche*, streicher, nappe*, пэд*, пад*, パッド*',
  ],
  ['pad', 0.7, 'texture*, drone*, soundscape, choirs, warm, wash, organ'],
  ['pluck', 0.95, 'pluck*, plk, arp*, arpeggio*, плак*, アルペジオ*'],
  [
    'pluck',
    0.7,
    'piano*, keys, key, bell*, mallet*, seq, sequence*, gtr, guitar*, guit, harp, marimba, stab*, chord*, rhodes, klavier',
  ],
  ['lead', 0.93, 'supersaw*, melody*, melodie*, melodia, ld, лид*, リード*'],
  ['lead', 0.8, 'lead*, hook, theme, saw, saws, anthem, hoover, riff, topline'],
  ['lead', 0.45, 'synth*, sy, syn, poly, mono, brass, trumpet, flute, violin, solo'],
];

export const ROLE_WORDS: readonly RoleWord[] = WORDS.flatMap(([role, weight, words]) =>
  words.split(', ').map((entry) => ({ role, weight, word: entry.replace('*', ''), inside: entry.endsWith('*') })),
);
