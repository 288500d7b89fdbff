import { expect } from '@jest/globals';
import type { z } from 'zod';
import { DOCUMENT_SCHEMAS, type DocumentName } from '../../src/store/json-schema.ts';
import type { Ended } from './run-program.ts';

/**
 * The one document on standard output of a command that ended well. It fits its published schema, which names every
 * field of it.
 */
export function documentIn<Name extends DocumentName>(
  { code, stdout, stderr }: Ended,
  name: Name,
): z.output<(typeof DOCUMENT_SCHEMAS)[Name]> {
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as unknown });
  const printed: unknown = JSON.parse(stdout);
  const parsed = DOCUMENT_SCHEMAS[name].parse(printed);
  // A schema drops what it does not know: were anything gone, the schema would be incomplete.
  expect(parsed).toEqual(printed);
  return parsed as z.output<(typeof DOCUMENT_SCHEMAS)[Name]>;
}
