import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentJsonSchemas } from '../src/store/json-schema.ts';

/** Writes the JSON Schema of every document into the folder given: `write-schemas FOLDER`. */
const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(documentJsonSchemas())) {
  writeFileSync(join(folder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
