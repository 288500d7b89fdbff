import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { clock, signed, withUnit } from '../../node/terminal/numbers.ts';
import { tableLines } from '../../node/terminal/table.ts';
import { TerminalProgress } from '../../node/terminal/terminal-progress.ts';

describe('withUnit', () => {
  test.each([
    [-3.04, 'dB', '−3.0 dB'],
    [200, 'Hz', '200 Hz'],
    [1250, 'Hz', '1.25 kHz'],
    [138, 'BPM', '138.0 BPM'],
    [0.5, '', '0.50'],
    [-Infinity, 'LUFS', '−inf LUFS'],
    [80, '%', '80 %'],
  ])('%s %s is %s', (value, unit, text) => {
    expect(withUnit(value, unit)).toBe(text);
  });

  test('a rise carries its sign', () => {
    expect(signed(2, 'dB')).toBe('+2.0 dB');
    expect(signed(-2, 'dB')).toBe('−2.0 dB');
  });
});

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
