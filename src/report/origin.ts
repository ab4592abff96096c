import { clip } from '../base/clip.ts';
import { plainValue } from '../base/json/plain-value.ts';
import { refsOf } from '../domain/task/source-refs.ts';
import { sourceTexts } from '../domain/task/source-texts.ts';
import type { Task } from '../domain/task/task.ts';

/** Limits for fields of other tools: their number, and the characters of one value. */
const MOST = { fields: 20, value: 100 } as const;

/**
 * Returns what an import kept of a task's origin: the text of its source, and its fields of the other tool as `name:
 * value`. Of many fields, the last text counts the others.
 */
export function originOf({ source, extra = {}, description }: Pick<Task, 'source' | 'extra' | 'description'>): {
  source: string | undefined;
  fields: string[];
} {
  const all = Object.entries(extra);
  const fields = all.slice(0, MOST.fields).map(([name, value]) => `${name}: ${clip(plainValue(value), MOST.value)}`);
  if (all.length > MOST.fields) fields.push(`${all.length - MOST.fields} more`);
  if (!source) return { source: undefined, fields };
  const shown = refsOf({ source, extra, description }).filter((ref) => ref !== source.id);
  return { source: [...shown, ...sourceTexts(source)].join(' '), fields };
}
