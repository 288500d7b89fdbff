import { basename } from 'node:path';
import type { ModelsDocument } from '../../src/store/models-document.ts';
import type { Ink } from '../terminal/ink.ts';
import { tableLines } from '../terminal/table.ts';

export function modelLines({ folder, runtime, own, models, known }: ModelsDocument, ink: Ink): string[] {
  const used = models.filter(({ model }) => model !== undefined);
  const rows = [
    [
      ink.good('✓'),
      ink.strong(own.name),
      own.found ? 'our own, used unless another is asked for' : 'its file is missing',
    ],
    ...models.map(({ file, model, why }) =>
      model === undefined
        ? [ink.bad('✗'), basename(file), why ?? '']
        : [ink.good('✓'), ink.strong(model.id), `${basename(file)}, ${licenceWords(model)}`],
    ),
  ];
  return [
    ...tableLines(
      [
        { header: '', align: 'left' },
        { header: '', align: 'left' },
        { header: '', align: 'left' },
      ],
      rows,
    ),
    ...(runtime === undefined ? [ink.quiet('No runtime for networks is installed: nothing can be heard by any.')] : []),
    ...(used.length === 0 ? [] : [ink.quiet('One is used with: coproducer similar FILE --model NAME')]),
    ink.quiet(`Public models are put as .onnx files into ${folder}`),
    ink.quiet(`Known: ${known.map(({ id }) => id).join(', ')}.`),
  ];
}

function licenceWords({ licence, commercialUse }: { licence: string; commercialUse: boolean }): string {
  return `${licence}${commercialUse ? '' : ': not for work that is sold'}`;
}
