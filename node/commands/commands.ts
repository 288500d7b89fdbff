import type { CommandSpec } from './command-spec.ts';

/**
 * The commands by their names, in the order in which a producer meets them. Each is loaded when it is asked for: most
 * of the program is code that one command does not need.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<CommandSpec>>> = {
  demo: async () => (await import('./demo.ts')).demo,
  learn: async () => (await import('./learn.ts')).learn,
  profile: async () => (await import('./profile.ts')).profile,
  analyze: async () => (await import('./analyze.ts')).analyze,
  gap: async () => (await import('./gap.ts')).gap,
  capture: async () => (await import('./capture.ts')).capture,
  suggest: async () => (await import('./suggest.ts')).suggest,
  preview: async () => (await import('./preview.ts')).preview,
  apply: async () => (await import('./apply.ts')).apply,
  undo: async () => (await import('./undo.ts')).undo,
  verify: async () => (await import('./verify.ts')).verify,
  similar: async () => (await import('./similar.ts')).similar,
  head: async () => (await import('./head.ts')).head,
  models: async () => (await import('./models.ts')).models,
  answer: async () => (await import('./answer.ts')).answer,
  taste: async () => (await import('./taste.ts')).taste,
  serve: async () => (await import('./serve.ts')).serve,
  doctor: async () => (await import('./doctor.ts')).doctor,
};
