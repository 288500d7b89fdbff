/** Writes docs/features.md from the feature catalogue: `node scripts/run.mjs scripts/write-feature-docs.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { FEATURES } from '../src/analysis/features.ts';
import { featureDocs } from './feature-docs.ts';

mkdirSync('docs', { recursive: true });
writeFileSync('docs/features.md', featureDocs(FEATURES));
