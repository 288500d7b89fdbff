import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../store/failure.ts';
import { namedDocumentFile } from '../store/home.ts';
import { readDocumentIfThere, writeDocument } from '../store/json-document.ts';
import { targetDocument, type TargetDocument } from '../store/target-document.ts';
import type { Workshop } from './workshop.ts';

/** Keeps references under a name, by which `gap` and `suggest` find them. One of that name is replaced. */
export async function nameTarget(workshop: Workshop, target: Omit<TargetDocument, 'schema' | 'madeAt'>): Promise<void> {
  await writeDocument(targetDocument, namedDocumentFile(workshop.home.targets, target.name), {
    schema: 'coproducer.target/1',
    madeAt: workshop.now().toISOString(),
    ...target,
  });
}

/** @throws Failure 'input' where there is no target of this name, with those there are */
export async function readTarget({ home, progress }: Workshop, name: string): Promise<TargetDocument> {
  const file = namedDocumentFile(home.targets, name);
  const found = await readDocumentIfThere(targetDocument, file, (line) => progress.note(line));
  if (found !== undefined) return found;
  const names = (await readdir(home.targets))
    .filter((entry) => entry.endsWith('.json'))
    .map((entry) => path.basename(entry, '.json'));
  const there = names.length === 0 ? 'there is none yet' : `there are ${names.join(', ')}`;
  throw new Failure(
    'input',
    `There is no target "${name}" (${there}); name one with "coproducer similar FILE --as-target NAME".`,
  );
}
