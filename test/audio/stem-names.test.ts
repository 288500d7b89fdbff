import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchStemNames } from '../../src/audio/stem-names.ts';

const tracksOf = (files: string[]) => matchStemNames(files.map((file) => `${file}.wav`)).map(({ track }) => track);

describe('without a set, the name that remains is the track', () => {
  test.each([
    [
      "Live's own naming with main and returns",
      ['greg', 'greg lead', 'greg double', 'greg A-Reverb', 'greg B-Delay'],
      ['Main', 'lead', 'double', 'A-Reverb', 'B-Delay'],
    ],
    [
      'a typed name with spaces',
      ['My Night Song Kick', 'My Night Song Bass', 'My Night Song Pad'],
      ['Kick', 'Bass', 'Pad'],
    ],
    ['tracks nobody renamed', ['Song 1-Kick', 'Song 4-Bass', 'Song 12-Audio'], ['1-Kick', '4-Bass', '12-Audio']],
    [
      'a word that all tracks share',
      ['Night Synth A', 'Night Synth B', 'Night Synth Low'],
      ['Synth A', 'Synth B', 'Synth Low'],
    ],
    [
      'tracks that start with the same letters',
      ['Song Kick', 'Song Kick Top', 'Song Kicker'],
      ['Kick', 'Kick Top', 'Kicker'],
    ],
    ['no typed name', ['Kick', 'Bass', 'Lead 1', 'Lead 2'], ['Kick', 'Bass', 'Lead 1', 'Lead 2']],
    ['nothing but numbers apart', ['Lead 1', 'Lead 2'], ['Lead 1', 'Lead 2']],
    ['hand-off numbers', ['01_Kick', '02_Bass', '10_Lead'], ['Kick', 'Bass', 'Lead']],
    ['hand-off numbers behind the song', ['Song - 01 - Kick', 'Song - 02 - Bass'], ['Kick', 'Bass']],
    ['dashes', ['Song - Kick', 'Song - Bass', 'Song - Master'], ['Kick', 'Bass', 'Main']],
    ['underscores', ['Song_Kick', 'Song_Bass Mid', 'Song_Pad'], ['Kick', 'Bass Mid', 'Pad']],
    ['files marked as stems', ['Song Kick (Stem)', 'Song Bass (Stem)'], ['Kick', 'Bass']],
    ['another script', ['Ночь Бочка', 'Ночь Бас', 'Ночь Хэт'], ['Бочка', 'Бас', 'Хэт']],
    ['one file', ['Song Kick'], ['Song Kick']],
    [
      'a released song',
      [
        'Francium BGVOX ALT OUTRO',
        'Francium KICK',
        'Francium MICROCOSM_EFFECT',
        'Francium FILL BEAT',
        'Francium FILL BUILD',
      ],
      ['BGVOX ALT OUTRO', 'KICK', 'MICROCOSM_EFFECT', 'FILL BEAT', 'FILL BUILD'],
    ],
  ])('%s', (_, files, expected) => expect(tracksOf(files)).toEqual(expected));

  test('composed and decomposed accents are the same typed name', () => {
    expect(tracksOf(['Été Kick'.normalize('NFC'), 'Été Bass'.normalize('NFD')])).toEqual(['Kick', 'Bass']);
  });

  test('the typed name can be told', () => {
    const matches = matchStemNames(['/x/Song Mix 3 Kick.wav'], undefined, { typedName: 'Song Mix 3' });
    expect(matches).toEqual([{ file: '/x/Song Mix 3 Kick.wav', track: 'Kick', confidence: 0.95 }]);
  });

  test('any typed name and any tracks come apart again when the main track is exported too', () => {
    const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(word, { minLength: 2, maxLength: 8 }),
        (typed, tracks) => {
          const name = typed.join(' ');
          fc.pre(
            !/^(?:Kick|Bass|Lead|Pad|Main|Master|Mix|Stem|Drum|Hat|Sub|Arp|Key|Saw|Vox|Bus|Top|Stems?|Bounced?)s?$/.test(
              typed.at(-1) ?? '',
            ),
          );
          expect(tracksOf([name, ...tracks.map((track) => `${name} ${track}x`)])).toEqual([
            'Main',
            ...tracks.map((track) => `${track}x`),
          ]);
        },
      ),
    );
  });
});

describe('with a set, files and tracks are matched one to one', () => {
  const match = (files: string[], tracks: string[]) =>
    matchStemNames(
      files.map((file) => `/stems/${file}.wav`),
      tracks,
    ).map(({ track, confidence }) => ({ track, confidence }));

  test('exact names are certain, whatever their order', () => {
    const tracks = ['Kick', 'Bass', 'Bass Mid', 'A-Reverb', 'Master'];
    const result = match(['Song', 'Song A-Reverb', 'Song Bass Mid', 'Song Bass', 'Song Kick'], tracks);
    expect(result.map(({ track }) => track)).toEqual(['Master', 'A-Reverb', 'Bass Mid', 'Bass', 'Kick']);
    for (const { confidence } of result) expect(confidence).toBeGreaterThan(0.85);
  });

  test('a word that all tracks share belongs to them', () => {
    expect(match(['Night Pink A', 'Night Pink B'], ['Pink A', 'Pink B']).map(({ track }) => track)).toEqual([
      'Pink A',
      'Pink B',
    ]);
  });

  test('case, accents and replaced signs do not matter', () => {
    const result = match(
      ['Song kick', 'Song Fläche'.normalize('NFD'), 'Song Bass_Sub'],
      ['KICK', 'Fläche', 'Bass/Sub'],
    );
    expect(result.map(({ track }) => track)).toEqual(['KICK', 'Fläche', 'Bass/Sub']);
    for (const { confidence } of result) expect(confidence).toBeGreaterThan(0.85);
  });

  test('a track renamed after its number is found by the number or by its name', () => {
    expect(match(['Song 4-Bass', 'Song 1-Kick'], ['Kick', 'Clap', 'Hats', 'Bass']).map(({ track }) => track)).toEqual([
      'Bass',
      'Kick',
    ]);
    expect(match(['Song 4-Serum', 'Song 1-Kick'], ['1-Kick', '2-Clap', '4-Audio']).map(({ track }) => track)).toEqual([
      '4-Audio',
      '1-Kick',
    ]);
  });

  test('tracks of one name are given out in order, with doubt', () => {
    const result = match(['Song Lead', 'Song Lead 2', 'Song Kick'], ['Kick', 'Lead', 'Lead']);
    expect(result.map(({ track }) => track)).toEqual(['Lead', 'Lead', 'Kick']);
    expect(result[0].confidence).toBeLessThan(0.6);
    expect(result[2].confidence).toBeGreaterThan(0.9);
  });

  test('a file of no track keeps its name and has no confidence', () => {
    const [, stranger] = match(['Song Kick', 'Song Whale'], ['Kick', 'Bass']);
    expect(stranger).toEqual({ track: 'Whale', confidence: 0 });
  });

  test('more files than tracks, and one file alone', () => {
    expect(match(['Song Kick', 'Song Bass', 'Song Pad'], ['Bass']).map(({ confidence }) => confidence > 0.5)).toEqual([
      false,
      true,
      false,
    ]);
    expect(match(['Francium KICK'], ['Kick', 'Kick Top'])[0].track).toBe('Kick');
  });

  test("what a person has said of a file is certain, and its track is no other file's", () => {
    const known = new Map([['Song take 07.wav', 'Bass']]);
    const given = matchStemNames(['Song Bass.wav', 'Song take 07.wav', 'Song Kick.wav'], ['Kick', 'Bass', 'Sub'], {
      known,
    });
    expect(given.map(({ track }) => track)).toEqual(['Bass', 'Bass', 'Kick']);
    expect(given.map(({ confidence }) => confidence)).toEqual([0, 1, expect.any(Number)]);
  });

  test('no track is ever given out twice', () => {
    const name = fc.constantFrom(
      'Kick',
      'Kick 2',
      'Bass',
      'Sub Bass',
      'Lead',
      'lead',
      'Pad',
      '4-Bass',
      'A-Reverb',
      'Clap',
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
        fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
        (files, tracks) => {
          const given = match(
            files.map((file) => `Song ${file}`),
            tracks,
          ).filter(({ confidence }) => confidence > 0);
          expect(new Set(given.map(({ track }) => track)).size).toBe(given.length);
          for (const { confidence } of given) expect(confidence).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
