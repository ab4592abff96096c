import { counted } from '../base/amounts.ts';
import { groupedBy } from '../base/iterables.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import { rowText } from './row.ts';
import { oneLine } from './safe.ts';

/** Maximum number of rows per list in the text. The JSON output has all rows. */
const TASKS = 50;
const LINES = 20;
const WIDTH = 200;
const IDS = 20;

interface Imported {
  imported: { ref?: string | undefined; task: Task }[];
  dryRun: boolean;
  added: number;
  changed: { id: number; fields: string[] }[];
  unchanged: number;
  mapped: { field: string; to: string; rows: number }[];
  documents: string[];
  left: string[];
  bad: { problem: string }[];
  badFile?: string | undefined;
  warnings: string[];
}

/** Formats the result of an import or of a dry run. */
export function importText(output: Imported, { facts, waits }: { facts: Facts; waits(task: Task): string }): string[] {
  const { imported, changed, bad, mapped, left, warnings, badFile } = output;
  const tasks = imported.slice(0, TASKS).map(({ ref, task }) => {
    const name = ref ?? idThere(task);
    return `${rowText(task, facts)}${name ? `  (${oneLine(name, 60)})` : ''}${waits(task)}`;
  });
  if (imported.length > tasks.length) tasks.push(`… and ${imported.length - tasks.length} more`);
  const hasNews = imported.length + bad.length > 0;
  return [
    headline(output),
    ...tasks,
    ...section(
      'Changed:',
      changed.map(({ id, fields }) => `${id}: ${fields.join(', ')}`),
    ),
    ...(hasNews ? fieldLines(mapped) : []),
    ...section(
      'Not free in the source. No agent gets these tasks until someone starts them here. Their handoff notes:',
      notFree(imported),
    ),
    ...section('Documents of the workspace:', output.documents),
    ...section('Skipped:', left),
    ...(left.some((line) => ITEM.test(line))
      ? ['Beside items with a box, others are no tasks. Write `- [ ]` before the text.']
      : []),
    ...section('Imported with changes:', warnings),
    ...section(
      `Rows with errors, skipped${badFile ? ` and written to ${badFile}` : ''}:`,
      bad.map(({ problem }) => problem),
    ),
  ];
}

/** Matches a skipped line that is a list item without a box. */
const ITEM = /^line \d+: (?:[-*+]|\d+[.)]) (?!\[)/;

/** Returns the task's id in the source. Undefined for a line of a plan, which has no id. */
function idThere({ source, description }: Task): string | undefined {
  return source && !source.id.includes(description) ? source.id : undefined;
}

/** Formats what became of the columns: those of fields one per line, and those that match no field on one line. */
function fieldLines(mapped: Imported['mapped']): string[] {
  const fields = mapped.filter(({ to }) => to !== 'left' && to !== 'extra');
  const left = mapped.filter(({ to }) => to === 'extra').map(({ field, rows }) => `${field} (${rows})`);
  const more = left.length > LINES ? `, … and ${left.length - LINES} more` : '';
  return [
    ...section(
      'Fields:',
      fields.map(({ field, to, rows }) => `${field} -> ${to} (${rows})`),
    ),
    ...(left.length === 0 ? [] : [oneLine(`Kept in extra: ${left.slice(0, LINES).join(', ')}${more}`, WIDTH * 2)]),
  ];
}

/** Formats one line per reason why tasks can't be assigned, with the tasks. */
function notFree(imported: readonly { task: Task }[]): string[] {
  const kept = imported.flatMap(({ task: { id, handoff } }) =>
    handoff?.elsewhere ? [{ id, note: handoff.note }] : [],
  );
  return Array.from(
    groupedBy(kept, ({ note }) => note),
    ([note, tasks]) => {
      const ids = tasks.slice(0, IDS).map(({ id }) => id);
      return `${ids.join(', ')}${tasks.length > IDS ? ', …' : ''}: ${note}`;
    },
  );
}

function headline({ imported, documents, dryRun, added, changed, unchanged, bad }: Imported): string {
  const parts = [
    ...(changed.length > 0 ? [`${added} new, ${changed.length} changed`] : []),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
  ];
  const more = parts.length > 0 ? ` (${parts.join(', ')})` : '';
  if (imported.length + documents.length + unchanged === 0 && bad.length > 0)
    return `Nothing was imported: ${bad.length === 1 ? 'the only row has an error' : `all ${bad.length} rows have errors`}.`;
  if (imported.length + documents.length === 0) return `Nothing to import${more}.`;
  return dryRun
    ? `Would import ${counted(imported.length, 'task')}${more}; nothing was changed:`
    : `Imported ${counted(imported.length, 'task')} in one change${more}:`;
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, LINES).map((line) => oneLine(line, WIDTH));
  if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} more`);
  return [title, ...shown];
}
