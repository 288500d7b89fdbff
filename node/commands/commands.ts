import type { CommandSpec } from './command-spec.ts';
import { analyze } from './analyze.ts';
import { answer } from './answer.ts';
import { apply } from './apply.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { gap } from './gap.ts';
import { learn } from './learn.ts';
import { preview } from './preview.ts';
import { profile } from './profile.ts';
import { serve } from './serve.ts';
import { similar } from './similar.ts';
import { suggest } from './suggest.ts';
import { taste } from './taste.ts';
import { undo } from './undo.ts';
import { verify } from './verify.ts';

/** In the order in which a producer meets them. */
export const COMMANDS: readonly CommandSpec[] = [
  demo,
  learn,
  profile,
  analyze,
  gap,
  suggest,
  preview,
  apply,
  undo,
  verify,
  similar,
  answer,
  taste,
  serve,
  doctor,
];
