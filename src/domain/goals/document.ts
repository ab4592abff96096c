import { isPersons } from '../actor.ts';
import type { Goal } from '../records.ts';

/**
 * Returns the document of a goal that results of its tasks may change although it is out of scope. A person must have
 * named it. Earlier versions didn't store who named a document; those documents count.
 */
export function documentInScope({
  document,
  document_by: by,
}: Pick<Goal, 'document' | 'document_by'>): string | undefined {
  return by === undefined || isPersons(by) ? document : undefined;
}
