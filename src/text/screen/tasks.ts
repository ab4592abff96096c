import type { TaskLine } from '../../report/task-line.ts';
import { type Clock, formatAge, formatDistance } from '../../time/index.ts';
import { counted } from '../count.ts';
import { painter } from './paint.ts';
import type { Piece, Screen, Style } from './screen.ts';
import { type Column, tableLines } from './table.ts';
import { wrapped } from './width.ts';

/** Which part of what was selected the rows are, and what to know of it besides. */
export interface Page {
  total: number;
  from: number;
  next?: string | undefined;
  notes?: readonly string[] | undefined;
}

/** Tasks as a table with a header, and below it how many there are. */
export function taskTable(
  rows: readonly TaskLine[],
  { notes = [], ...page }: Page,
  { screen, clock }: { screen: Screen; clock: Clock },
): string {
  const told = notes.flatMap((note) => wrapped(note, screen.columns));
  if (page.total === 0) return ['No tasks.', ...told].join('\n');
  const footer = painter(screen)({ text: footerOf(page, rows.length), style: 'faint' });
  return [...tableLines(columnsAt(clock), rows, screen), '', footer, ...told].join('\n');
}

function footerOf({ total, from, next }: Page, count: number): string {
  if (count === total) return counted(total, 'task');
  const part = `${from + 1}-${from + count} of ${counted(total, 'task')}`;
  return next === undefined ? part : `${part}; --cursor ${next} shows the next`;
}

/** The columns in their order; `keep` says which of them a narrow terminal loses first. */
function columnsAt(clock: Clock): Column<TaskLine>[] {
  return [
    { head: 'Id', align: 'right', cell: ({ id }) => String(id) },
    { head: 'P', keep: 5, cell: ({ priority }) => priorityPiece(priority) },
    { head: 'State', keep: 6, cell: ({ state }) => ({ text: state, style: STATES[state] }) },
    { head: 'Due', keep: 7, cell: (task) => duePiece(task, clock) },
    { head: 'Age', align: 'right', keep: 2, cell: ({ age }) => formatAge(age) },
    { head: 'Urg', align: 'right', keep: 3, cell: ({ urgency }) => urgency.toFixed(1) },
    { head: 'Project', keep: 4, least: 8, most: 24, cell: ({ project }) => project },
    { head: 'Tags', keep: 1, least: 8, most: 32, cell: ({ tags, agent }) => tagsText(tags, agent) },
    { head: 'Description', least: 24, lines: 3, cell: ({ description }) => description },
  ];
}

const STATES: Partial<Record<TaskLine['state'], Style>> = {
  active: 'good',
  blocked: 'faint',
  waiting: 'faint',
  scheduled: 'faint',
  completed: 'faint',
  deleted: 'faint',
};

const PRESSING = { overdue: 'alarm', today: 'warning' } as const;

function priorityPiece(priority: TaskLine['priority']): Piece | undefined {
  return priority && { text: priority, style: priority === 'H' ? 'strong' : undefined };
}

function duePiece({ due, pressing }: TaskLine, clock: Clock): Piece | undefined {
  return due === undefined
    ? undefined
    : { text: formatDistance(due, clock), style: pressing ? PRESSING[pressing] : undefined };
}

function tagsText(tags: readonly string[], agent: string | undefined): string {
  return [...tags.map((tag) => `+${tag}`), ...(agent ? [`@${agent}`] : [])].join(' ');
}
