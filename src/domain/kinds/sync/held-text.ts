import { clip } from '../../../base/clip.ts';
import { readJsonText } from '../../../base/json/json-text.ts';
import { refuse } from '../../errors.ts';

/** The id of an item's link. */
export const linkId = (source: string, node: string) => `${source}/${node}`;

/**
 * Reads a stored text of an item without a schema, because hooks read it, too.
 * @throws BacklogError `store` if the value isn't a text
 */
export function storedText(
  stored: Readonly<Record<string, string>>,
  field: 'description' | 'status',
): string | undefined {
  const text = stored[field];
  if (text === undefined) return undefined;
  const json = readJsonText(text);
  return 'value' in json && typeof json.value === 'string' ? json.value : refuseHeld(field, text);
}

/** @throws BacklogError `store`: another program has written a value that isn't one of its field */
export function refuseHeld(field: string, text: string): never {
  return refuse('store', `a record of a source is damaged: ${field} is ${clip(text, LONGEST_QUOTE)}`, {
    hint: 'Find the change that wrote it: `backlog audit`',
  });
}

const LONGEST_QUOTE = 100;
