import { counted } from '../../base/amounts.ts';
import type { TaskLine } from '../../report/task-line.ts';
import type { Clock } from '../../time/index.ts';
import { painter } from './layout/paint.ts';
import type { Screen } from './layout/screen.ts';
import { tableLines } from './layout/table.ts';
import { type Lined, TASK_COLUMNS } from './layout/task-columns.ts';
import { wrapped } from './layout/width.ts';

/** The position of the rows among all selected tasks, and notes about them. */
export interface Page {
  total: number;
  from: number;
  next?: string | undefined;
  notes?: readonly string[] | undefined;
}

/** Draws a list without tasks: its text, and notes. */
export function emptyTable(text: string, notes: readonly string[] = [], screen: Screen): string {
  return [text, ...notes].flatMap((line) => wrapped(line, screen.columns)).join('\n');
}

/** Draws tasks as a table with a header and the number of tasks below it. */
export function taskTable(
  rows: readonly TaskLine[],
  { notes = [], ...page }: Page,
  { screen, clock }: { screen: Screen; clock: Clock },
): string {
  const told = notes.flatMap((note) => wrapped(note, screen.columns));
  const footer = painter(screen)({ text: footerOf(page, rows.length), style: 'faint' });
  return [
    ...tableLines(
      ALL.map((column) => column(clock)),
      rows.map((task) => ({ task })),
      screen,
    ),
    '',
    footer,
    ...told,
  ].join('\n');
}

function footerOf({ total, from, next }: Page, count: number): string {
  if (count === total) return counted(total, 'task');
  const part = `${from + 1}-${from + count} of ${counted(total, 'task')}`;
  return next === undefined ? part : `${part}; --cursor ${next} shows the next page`;
}

const { id, priority, state, due, age, urgency, project, tags, description } = TASK_COLUMNS;
const ALL = [id, priority, state, due, age, urgency, project, tags, description];

/** The screen, and the clock for relative dates. */
export interface TableLook {
  screen: Screen;
  clock: Clock;
}

/** Draws tasks as a tree with connecting lines. */
export function treeTable(
  rows: readonly (Lined & { closed: number; of: number; follows: readonly boolean[] })[],
  notes: readonly string[] = [],
  { screen, clock }: TableLook,
): string {
  const columns = [
    ...[id, priority, state, due].map((column) => column(clock)),
    {
      head: 'Done',
      align: 'right' as const,
      keep: 3,
      cell: ({ closed, of }: (typeof rows)[number]) => (of > 0 ? `${closed}/${of}` : undefined),
    },
    project(clock),
    {
      ...description(clock),
      lines: 1,
      cell: ({ follows, task }: (typeof rows)[number]) => ({ lead: guides(follows), text: task.description }),
    },
  ];
  return withNotes(tableLines(columns, rows, screen), rows.length, notes, screen);
}

/** Draws the connecting lines before a task: `│  └─ `, one part per level. */
function guides(follows: readonly boolean[]): string {
  return follows.map((more, i) => (i < follows.length - 1 ? (more ? '│  ' : '   ') : more ? '├─ ' : '└─ ')).join('');
}

/** Draws tasks in order of their dependencies. */
export function graphTable(
  rows: readonly (Lined & { wave: number; after: readonly number[] })[],
  notes: readonly string[] = [],
  { screen, clock }: TableLook,
): string {
  const first = (row: (typeof rows)[number]) => rows.find(({ wave }) => wave === row.wave) === row;
  const columns = [
    {
      head: 'Wave',
      align: 'right' as const,
      cell: (row: (typeof rows)[number]) => (first(row) ? String(row.wave) : undefined),
    },
    ...[id, priority, state, due].map((column) => column(clock)),
    {
      head: 'Blocked by',
      keep: 8,
      least: 6,
      most: 20,
      cell: ({ after }: (typeof rows)[number]) => after.join(', '),
    },
    project(clock),
    description(clock),
  ];
  return withNotes(tableLines(columns, rows, screen), rows.length, notes, screen);
}

function withNotes(lines: readonly string[], count: number, notes: readonly string[], screen: Screen): string {
  const told = notes.flatMap((note) => wrapped(note, screen.columns));
  return [...lines, '', painter(screen)({ text: counted(count, 'task'), style: 'faint' }), ...told].join('\n');
}
