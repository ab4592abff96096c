import type { Overview, Waiting, Working } from '../../report/overview.ts';
import { type Clock, formatAge } from '../../time/index.ts';
import { oneLine } from '../safe.ts';
import type { Screen } from './screen.ts';
import { sectionLines } from './sections.ts';
import type { Column } from './table.ts';
import { COLUMNS, type Lined } from './task-columns.ts';
import { wrapped } from './width.ts';

/** The queue on one page: what waits for the reader, what is at work, what is next, late and held up. Parts in which there is nothing are left out. `isNone`: there can be no queue here. */
export function overviewScreen(
  overview: Overview,
  { screen, clock, isNone = false }: { screen: Screen; clock: Clock; isNone?: boolean },
): string {
  const { totals } = overview;
  const { id, due, urgency, project, description } = COLUMNS;
  const column = {
    ...{ id: id(clock), due: due(clock), urgency: urgency(clock), project: project(clock) },
    description: { ...description(clock), lines: 1 },
  };
  const section = <Row>(title: string, count: number, columns: Column<Row>[], rows: readonly Row[]) =>
    sectionLines({ title, count, columns, rows }, screen);
  const tasks = (lines: Overview['next']): Lined[] => lines.map((task) => ({ task }));
  const { waiting, working, overdue, next, blocked } = overview;
  const lines = [
    ...section<Waiting>('Waits for you', totals.waiting, [WHAT, column.id, column.description, SAID], waiting),
    ...section<Working>('At work', totals.working, [column.id, SINCE, BY, column.description], working),
    ...section('Overdue', totals.overdue, [column.id, column.due, column.project, column.description], tasks(overdue)),
    ...section(
      'Next',
      totals.next,
      [column.id, column.urgency, column.due, column.project, column.description],
      tasks(next),
    ),
    ...section<Overview['blocked'][number]>('Blocked', totals.blocked, [column.id, column.description, WAITS], blocked),
  ];
  return [...wrapped(isNone ? NONE : headline(totals), screen.columns), ...lines].join('\n');
}

const WHAT: Column<Waiting> = {
  head: 'What',
  cell: ({ what, run }) => ({ text: [what, run].filter(Boolean).join(' '), style: 'warning' }),
};
const SAID: Column<Waiting> = { head: 'Said', least: 12, keep: 2, cell: ({ said }) => said && oneLine(said, 200) };
const SINCE: Column<Working> = { head: 'For', align: 'right', cell: ({ since }) => formatAge(since) };
const BY: Column<Working> = {
  head: 'By',
  ...{ keep: 2, least: 8, most: 32 },
  cell: ({ by, run }) => ({ text: run ?? by ?? 'nobody', style: 'good' }),
};
const WAITS: Column<Overview['blocked'][number]> = {
  head: 'By',
  ...{ keep: 2, least: 10 },
  cell: ({ by }) => {
    const [first, ...others] = by;
    return (
      first &&
      `waits for ${first.id}${others.map(({ id }) => `, ${id}`).join('')}${others.length > 0 ? '' : ` ${first.description}`}`
    );
  },
};

function headline({ open, closed, next, working, blocked }: Overview['totals']): string {
  if (open === 0)
    return closed === 0 ? EMPTY : `Nothing is open, ${closed} closed. \`backlog add Fix login\` adds a task.`;
  return `${open} open: ${next} ready, ${working} at work, ${blocked} blocked; ${closed} closed.`;
}

const NONE =
  'Your home folder itself has no queue. Go to the folder of a project first; `backlog add Fix login due:friday` adds a task there.';
const EMPTY = 'No tasks here yet. `backlog add Fix login due:friday` adds one; `backlog help` lists the commands.';
