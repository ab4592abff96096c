import * as z from 'zod';
import { readJsonText } from '../../../base/json/json-text.ts';
import { lazy } from '../../../base/lazy.ts';
import { refuseHeld } from './held-text.ts';

/** The values of an item that a link, or a change on its way, stores as JSON. */
const held = lazy(() => {
  const [text, texts] = [z.string(), z.array(z.string())];
  return z
    .object({
      ...{ description: text, status: text, project: text, agent: text, dueHere: text, parent: z.number() },
      ...{ labels: texts, tags: texts, depends: texts, priority: text.nullable(), due: text.nullable() },
    })
    .partial();
});

export type Held = z.output<ReturnType<typeof held>>;

/**
 * Reads a stored value of an item. Its record has a text for each field, and another program can have written any text.
 * @throws BacklogError `store` for a text that isn't the value of such a field
 */
export function heldValue<Field extends keyof Held>(
  stored: Readonly<Record<string, string>>,
  field: Field,
): Held[Field] {
  const text = stored[field];
  if (text === undefined) return undefined;
  const json = readJsonText(text);
  const read = 'value' in json ? held().safeParse({ [field]: json.value }) : undefined;
  if (read?.success) return read.data[field];
  return refuseHeld(field, text);
}
