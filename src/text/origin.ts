import type { Task } from '../domain/task/task.ts';
import { originOf } from '../report/origin.ts';
import { oneLine } from './safe.ts';

/** Who made and last changed a task, as formatted authors. An absent author is unknown. */
export interface NamedAuthors {
  created?: string | undefined;
  changed?: string | undefined;
}

/** Returns who made and last changed a task, and what an import kept of its origin, as labels with texts. */
export function originFacts(task: Task, { created, changed }: NamedAuthors): [label: string, text: string][] {
  const { source, fields } = originOf(task);
  const facts: [label: string, text: string | undefined][] = [
    ['created by', created ?? 'unknown'],
    ['changed by', changed === created ? undefined : (changed ?? 'unknown')],
    ['source', source],
    ['other fields', fields.length > 0 ? fields.join('; ') : undefined],
  ];
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [[label, oneLine(text)]]));
}
