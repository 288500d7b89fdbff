import type { Command } from 'commander';
import { collect } from './command-spec.ts';

/** What a mix is compared with, as `gap` and `suggest` take it. */
export interface TargetOptions {
  profile?: string;
  reference?: readonly string[];
  cluster?: string;
  target?: string;
}

export function addTargetOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'profile to compare with; the one used last if left out')
    .option(
      '--reference <file>',
      'compare with this track of the profile instead; may be given several times; "A.wav + B.wav @ 30" lies between two',
      collect,
    )
    .option('--target <name>', 'compare with the references that "similar --as-target" gave this name')
    .option(
      '--cluster <name>',
      'style inside the profile; the nearest one if left out, "library" for all of it, "A + B @ 30" for what lies between two, styles or references',
    );
}
