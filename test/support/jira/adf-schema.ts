import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { lazy } from '../../../src/base/lazy.ts';

/** The published schema of documents, without the name of its version, which the library doesn't know. */
const schema = lazy(() => {
  const text = readFileSync(new URL('../../fixtures/adf/full.json', import.meta.url), 'utf8');
  const { $schema: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return new Ajv({ strict: false }).compile(rest);
});

/** Checks whether Jira accepts a document. */
export const isDocument = (value: unknown): boolean => schema()(value);
