import { z } from 'zod';
import { analysisDocument } from './analysis-document.ts';
import { captureDocument } from './capture-document.ts';
import { carriedProfileDocument } from './carried-profile-document.ts';
import { carriedTasteDocument } from './carried-taste-document.ts';
import { demoDocument } from './demo-document.ts';
import { diagnosticsDocument } from './diagnostics-document.ts';
import { doctorDocument } from './doctor-document.ts';
import { gapDocument } from './gap-document.ts';
import { headDocument } from './head-document.ts';
import { historyDocument } from './history-document.ts';
import { keptProfileDocument } from './kept-profile-document.ts';
import { libraryDocument } from './library-document.ts';
import { memoryDocument } from './memory-document.ts';
import { modelsDocument } from './models-document.ts';
import { pageDocument } from './page-document.ts';
import { planDocument } from './plan-document.ts';
import { previewDocument } from './preview-document.ts';
import { profileDocument } from './profile-document.ts';
import { profilesDocument } from './profiles-document.ts';
import { receiptDocument } from './receipt-document.ts';
import { reportDocument } from './report-document.ts';
import { similarDocument } from './similar-document.ts';
import { stemAnalysisDocument } from './stem-analysis-document.ts';
import { stemMapDocument } from './stem-map-document.ts';
import { takesDocument } from './takes-document.ts';
import { targetDocument } from './target-document.ts';
import { tasteDocument } from './taste-document.ts';
import { validationDocument } from './validation-document.ts';
import { verificationDocument } from './verification-document.ts';

/** Every document by the name its JSON Schema is published under (`dist/schema/<name>.schema.json`). */
export const DOCUMENT_SCHEMAS = {
  analysis: analysisDocument,
  capture: captureDocument,
  'carried-profile': carriedProfileDocument,
  'carried-taste': carriedTasteDocument,
  demo: demoDocument,
  diagnostics: diagnosticsDocument,
  doctor: doctorDocument,
  gap: gapDocument,
  head: headDocument,
  history: historyDocument,
  'kept-profile': keptProfileDocument,
  library: libraryDocument,
  memory: memoryDocument,
  models: modelsDocument,
  page: pageDocument,
  plan: planDocument,
  preview: previewDocument,
  profile: profileDocument,
  profiles: profilesDocument,
  receipt: receiptDocument,
  report: reportDocument,
  similar: similarDocument,
  'stem-analysis': stemAnalysisDocument,
  'stem-map': stemMapDocument,
  takes: takesDocument,
  target: targetDocument,
  taste: tasteDocument,
  validation: validationDocument,
  verification: verificationDocument,
} as const;

export type DocumentName = keyof typeof DOCUMENT_SCHEMAS;

/** The JSON Schemas (draft 2020-12) of all documents, by name. */
export function documentJsonSchemas(): Record<DocumentName, object> {
  const entries = Object.entries(DOCUMENT_SCHEMAS).map(([name, schema]) => [
    name,
    { title: `Coproducer ${name} document`, ...z.toJSONSchema(schema) },
  ]);
  return Object.fromEntries(entries) as Record<DocumentName, object>;
}
