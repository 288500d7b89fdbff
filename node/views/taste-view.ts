import type { TasteDocument } from '../../src/store/taste-document.ts';
import type { Ink } from '../terminal/ink.ts';

export function tasteLines({ answers, habits }: TasteDocument, ink: Ink): string[] {
  if (answers === 0) return ['Nothing learned yet. Answer a fix: coproducer answer f1 accept|skip|change|undo'];
  const from = answers === 1 ? '1 answer' : `${answers} answers`;
  return [ink.title(`Learned from ${from}`), ...habits.map(({ sentence }) => `  ${sentence}`)];
}
