import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../node/commands/commands.ts';
import { documentJsonSchemas } from '../../src/store/json-schema.ts';
import { PROGRAM, runProgram } from './run-program.ts';

/** What a terminal shows before it has to break a line, in the help of commander. */
const COLUMNS = 80;

describe('help', () => {
  test('names every command', async () => {
    const { code, stdout, stderr } = await runProgram(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of Object.keys(COMMANDS)) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test.each(Object.keys(COMMANDS))('%s --help says what it does, what it takes, and how it is used', async (name) => {
    const spec = await COMMANDS[name]();
    const { examples, summary } = spec;
    expect(spec.name).toBe(name);
    const { code, stdout, stderr } = await runProgram([name, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/\s+/g, ' ')).toContain(summary);
    expect(stdout).toContain('--json');
    expect(stdout).toContain('--home <folder>');
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example).toMatch(new RegExp(`^coproducer ${name}\\b`));
      expect(stdout).toContain(`  $ ${example}\n`);
    }
    const described = stdout.slice(0, stdout.indexOf('Examples:')).split('\n');
    expect(described.filter((line) => line.length > COLUMNS)).toEqual([]);
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(await runProgram(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

test('every document has its schema in the build', () => {
  const schemas = join(dirname(PROGRAM), 'schema');
  expect(readdirSync(schemas).sort()).toEqual(
    Object.keys(documentJsonSchemas())
      .map((name) => `${name}.schema.json`)
      .sort(),
  );
});
