import { type Command, InvalidArgumentError } from 'commander';
import type { Session } from '../session.ts';

/** One command of the program: how it is called and what it does. It takes no decision; that is the assistant's. */
export interface CommandSpec<Options = object> {
  name: string;
  /** One sentence for the list of commands. */
  summary: string;
  examples: readonly string[];
  /** Whether one job is all of its heavy work: then it runs in the main thread, as starting another costs more. */
  isOneJob?(options: Options): boolean;
  /** Adds the command's arguments and options. */
  build(command: Command): void;
  run(session: Session, args: readonly unknown[], options: Options): Promise<void>;
}

/** Gives a command its options' type; what `build` declares is what `run` gets. */
export function commandSpec<Options>(spec: CommandSpec<Options>): CommandSpec {
  return spec as CommandSpec;
}

/** Parses an option that must be a whole number in a range. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < from || value > to) {
      throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
    }
    return value;
  };
}

/** Parses an option that must be a number; a real minus sign, as this program prints it, is one too. */
export function decimalNumber(text: string): number {
  const value = Number(text.replace('−', '-'));
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('It must be a number, such as -1.5.');
  return value;
}

/** Parses an option that lists words with commas. */
export function commaList(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes('')) throw new InvalidArgumentError('It must be a list with commas, such as f1,f3.');
  return words;
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
