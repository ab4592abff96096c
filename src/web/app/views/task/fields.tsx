import type { ComponentChildren } from 'preact';
import { entryText } from '../../../../domain/scope-text.ts';
import { revise } from '../../data/revise.ts';
import { dateText, isoDurationText, typedText } from '../../parts/units/time.ts';
import { Due } from '../../parts/units/when.tsx';
import type { Info } from './answers.ts';

/** A field of a task that people edit as text. */
export interface Field {
  label: string;
  /** The text to edit. */
  value: string;
  /** The displayed text, if it differs from the text to edit. */
  shown?: string;
  empty?: string;
  /** Content beside the value. */
  beside?: ComponentChildren;
  /** Saves the value. @returns whether the server accepted it */
  onSave(value: string): Promise<boolean>;
}

/**
 * Returns the editable fields of a task. Common fields are always shown. An empty field that is rarely used is folded
 * at first.
 */
export function taskFields({
  record: task,
  brief,
}: Info): readonly [often: readonly Field[], seldom: readonly Field[]] {
  const text = (name: string, label: string, value = '', more: Partial<Field> = {}): Field => ({
    ...{ label, value },
    onSave: (given) => revise(task, { [name]: given === '' ? null : given }),
    ...more,
  });
  const list = (name: string, label: string, value: string, apart: RegExp, empty = 'Add'): Field => ({
    ...{ label, value, empty },
    onSave: (given) => revise(task, { [name]: given.split(apart).filter(Boolean) }),
  });
  const date = (name: 'due' | 'scheduled' | 'wait' | 'until', label: string): Field => {
    const at = task[name];
    return text(name, label, typedText(at), {
      ...(at ? { shown: dateText(at) } : {}),
      ...(at && name === 'due' ? { beside: <Due at={at} /> } : {}),
    });
  };
  const scope = (task.scope ?? []).map((entry) => entryText(entry));
  const waitsFor = [...brief.waitsFor, ...brief.after].map(({ id }) => id);
  const parent = task.parent && brief.parents[0]?.id;
  const seldom = [
    date('scheduled', 'Scheduled'),
    date('wait', 'Waiting until'),
    date('until', 'Expires'),
    text('type', 'Type', task.type),
    text('parent', 'Part of', String(parent ?? ''), { empty: 'No task', ...(parent ? { shown: `#${parent}` } : {}) }),
    list('checks', 'Checks', (task.checks ?? []).join(', '), /[\s,]+/),
  ];
  return [
    [
      text('project', 'Project', task.project),
      text('priority', 'Priority', task.priority, { empty: 'H, M or L' }),
      date('due', 'Due'),
      text('agent', 'Assignee', task.agent, { empty: 'Anyone' }),
      list('tags', 'Tags', (task.tags ?? []).join(' '), /[\s,]+/),
      text('estimate', 'Estimate', task.estimate, task.estimate ? { shown: isoDurationText(task.estimate) } : {}),
      list('scope', 'Scope', scope.join(', '), /\s*,\s*/, 'All files'),
      list('depends', 'Depends on', waitsFor.map((id) => `#${id}`).join(', '), /[\s,#]+/, 'No task'),
    ],
    seldom,
  ];
}
