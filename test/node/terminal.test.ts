import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'fast-string-width';
import { clock } from '../../node/terminal/clock.ts';
import { fitted } from '../../node/terminal/fitted.ts';
import { inkFor } from '../../node/terminal/ink.ts';
import { pasteable } from '../../node/terminal/pasteable.ts';
import { tableLines } from '../../node/terminal/table.ts';
import { TerminalProgress } from '../../node/terminal/terminal-progress.ts';
import { wrapLine } from '../../node/terminal/wrap.ts';

test('clock', () => {
  expect([0, 59.6, 61, 3600].map(clock)).toEqual(['0:00', '1:00', '1:01', '60:00']);
});

describe('tableLines', () => {
  test('lines up columns whatever the letters are', () => {
    const lines = tableLines(
      [
        { header: 'track', align: 'left' },
        { header: 'dB', align: 'right' },
      ],
      [
        ['Bäss', '−3.0'],
        ['\u001b[1mキック\u001b[22m', '−12.0'],
      ],
    );
    expect(new Set(lines.slice(1).map((line) => stringWidth(line))).size).toBe(1);
    expect(lines[0]).toMatch(/^ {2}track +dB$/);
  });

  test('has no header line when no column has a header', () => {
    expect(tableLines([{ header: '', align: 'left' }], [['a']])).toEqual(['  a']);
  });
});

describe('TerminalProgress', () => {
  const collect = (isTTY: boolean): { written: string[]; stream: { isTTY: boolean; write(text: string): void } } => {
    const written: string[] = [];
    return { written, stream: { isTTY, write: (text) => void written.push(text) } };
  };

  test('a log gets a few plain lines with the time left', () => {
    const { written, stream } = collect(false);
    let now = 0;
    const progress = new TerminalProgress(stream, () => now);
    progress.stage('Measuring', 100);
    for (let done = 1; done <= 100; done++) {
      now += 1000;
      progress.step(done);
    }
    expect(written).toEqual([
      'Measuring …\n',
      'Measuring: 25 of 100, 1:15 left\n',
      'Measuring: 50 of 100, 0:50 left\n',
      'Measuring: 75 of 100, 0:25 left\n',
      'Measuring: 100 of 100\n',
    ]);
  });

  test('a terminal gets one line that is redrawn and cleared at the end', () => {
    const { written, stream } = collect(true);
    let now = 0;
    const progress = new TerminalProgress(stream, () => now);
    progress.stage('Measuring', 4);
    now = 1000;
    progress.step(2, 'a song.wav');
    progress.step(2.1);
    progress.close();
    expect(written).toHaveLength(3);
    expect(written[1]).toContain('50 %');
    expect(written[1]).toContain('0:01 left');
    expect(written[2]).toBe('\r\u001b[K');
    expect(written.join('')).not.toContain('\n');
  });
});

describe('wrapLine', () => {
  test('continues under the last column', () => {
    expect(wrapLine('f1  Bass: two decibels down, with the fader.', 30)).toEqual([
      'f1  Bass: two decibels down,',
      '    with the fader.',
    ]);
    expect(wrapLine('  1.  A.wav   0.43  Same groove and arrangement.', 44)).toEqual([
      '  1.  A.wav   0.43  Same groove and',
      '                    arrangement.',
    ]);
  });

  test('keeps the indent of a sentence', () => {
    expect(wrapLine('    Too much at 2.5 kHz in the drop, 3 dB.', 30)).toEqual([
      '    Too much at 2.5 kHz in the',
      '    drop, 3 dB.',
    ]);
  });

  test('never breaks what is quoted to be pasted, whatever stands in it', () => {
    const path = '"/music/My Track/a very long name of a file.json"';
    const title = "'/music/What'\\''s Up!/a very long name of a file.json'";
    for (const quoted of [path, title]) {
      expect(wrapLine(`To make these changes: coproducer apply ${quoted} now`, 40)).toEqual([
        'To make these changes: coproducer apply',
        quoted,
        'now',
      ]);
    }
  });

  test("an apostrophe is no quote: the references' own words are broken like any others", () => {
    const line = "the tracks' range is what counts, not the mix's own wishes";
    expect(wrapLine(line, 30).every((part) => part.length <= 30)).toBe(true);
  });

  test('does not count colours', () => {
    const red = '\u001b[31mred\u001b[39m';
    expect(wrapLine(`${red} ${red} ${red}`, 11)).toEqual([`${red} ${red} ${red}`]);
  });

  test('loses and invents no word, and is as wide as asked where words allow', () => {
    const words = fc.array(fc.stringMatching(/^[a-zä−ö]{1,12}$/), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 40, max: 120 }), (text, indent, columns) => {
        const lines = wrapLine(' '.repeat(indent) + text.join(' '), columns);
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(text);
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a narrow terminal', () => {
  test('a table gives up its spare columns, the least needed first', () => {
    const columns = [
      { header: '', align: 'left' as const },
      { header: '', align: 'left' as const, spare: 2 },
      { header: '', align: 'left' as const, spare: 1 },
      { header: '', align: 'right' as const },
    ];
    const table = (within: number): string[] => tableLines(columns, [['aaaa', 'bbbb', 'cccc', 'dddd']], { within });
    expect(table(24)).toEqual(['  aaaa  bbbb  cccc  dddd']);
    expect(table(23)).toEqual(['  aaaa  cccc  dddd']);
    expect(table(12)).toEqual(['  aaaa  dddd']);
    expect(table(5)).toEqual(['  aaaa  dddd']);
  });

  test('progress never reaches the edge', () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 60, write: (text: string) => void written.push(text) };
    const progress = new TerminalProgress(stream, () => 0);
    progress.stage('Measuring a song with a very long name indeed, longer than that.wav', 2);
    progress.step(2, 'キック'.repeat(20));
    for (const line of written) expect(stringWidth(line.replace('\r\x1b[K', ''))).toBeLessThan(60);
  });

  test('fitted cuts by what is seen', () => {
    expect(fitted('Äther', 5)).toBe('Äther');
    expect(fitted('Äther.wav', 6)).toBe('Äther…');
    expect(fitted('キック', 5)).toBe('キッ…');
    expect(fitted('Äther', 0)).toBe('');
  });
});

describe('pasteable', () => {
  test.each([
    ['/music/My Track.wav', '"/music/My Track.wav"'],
    ['/music/Hands Up!.wav', "'/music/Hands Up!.wav'"],
    ["/music/What's $ Up.wav", "'/music/What'\\''s $ Up.wav'"],
  ])('%s', (path, pasted) => {
    expect(pasteable(path, 'linux')).toBe(pasted);
  });

  test('the shell of Windows knows double quotes only', () => {
    expect(pasteable('C:\\Music\\Hands Up!.wav', 'win32')).toBe('"C:\\Music\\Hands Up!.wav"');
  });
});

describe('inkFor', () => {
  const terminal = { isTTY: true };

  test('colours on a terminal', () => {
    expect(inkFor(terminal, {}).bad('x')).toBe('\u001b[31mx\u001b[39m');
    expect(inkFor(terminal, { NO_COLOR: '' }).bad('x')).toContain('\u001b[');
  });

  test.each([
    ['a file or pipe', {}, {}],
    ['a pipe, even where colour is forced', {}, { FORCE_COLOR: '1' }],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }],
    ['a terminal that cannot', terminal, { TERM: 'dumb' }],
  ])('is plain for %s', (_, stream, environment) => {
    const ink = inkFor(stream, environment);
    expect([ink.title('x'), ink.good('x'), ink.warn('x'), ink.bad('x'), ink.quiet('x'), ink.strong('x')]).toEqual(
      new Array(6).fill('x'),
    );
  });
});
