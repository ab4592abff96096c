import { clip } from '../base/clip.ts';
import { sourceTexts } from '../domain/task/source-texts.ts';
import type { Task } from '../domain/task/task.ts';
import { oneLine } from './safe.ts';

/** Who made and last changed a task, as formatted authors. An absent author is unknown. */
export interface NamedAuthors {
  created?: string | undefined;
  changed?: string | undefined;
}

/** Limits for fields of other tools: their number, and the characters of one value. */
const MOST = { fields: 20, value: 100 } as const;

/** Returns who made and last changed a task, and what an import kept of its origin, as labels with texts. */
export function originFacts(task: Task, { created, changed }: NamedAuthors): [label: string, text: string][] {
  const { source, extra = {} } = task;
  const fields = Object.entries(extra);
  const shown = fields.slice(0, MOST.fields).map(([name, value]) => `${name}: ${valueText(value)}`);
  const more = fields.length > MOST.fields ? [`${fields.length - MOST.fields} more`] : [];
  return [
    ['created by', created ?? 'unknown'],
    ...(changed === created ? [] : [['changed by', changed ?? 'unknown'] as [string, string]]),
    ...(source ? [['source', sourceTexts(source).join(' ')] as [string, string]] : []),
    ...(shown.length > 0 ? [['other fields', [...shown, ...more].join('; ')] as [string, string]] : []),
  ].map(([label, text]) => [label!, oneLine(text!)]);
}

function valueText(value: unknown): string {
  return clip(oneLine(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')), MOST.value);
}
