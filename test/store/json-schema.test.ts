import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { DOCUMENT_SCHEMAS, documentJsonSchemas } from '../../src/store/json-schema.ts';

test('every document of the store has a published schema', () => {
  const files = readdirSync(path.join(__dirname, '../../src/store')).filter((file) => file.endsWith('-document.ts'));
  const names = files.map((file) => file.replace('-document.ts', '')).filter((name) => name !== 'json');
  expect(Object.keys(DOCUMENT_SCHEMAS).sort()).toEqual(names.sort());
});

test.each(Object.entries(documentJsonSchemas()))(
  '%s: states its name and version and closes its core',
  (name, schema) => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { schema: { const: `coproducer.${name}/1` } },
    });
    expect((schema as { required: string[] }).required).toContain('schema');
  },
);
