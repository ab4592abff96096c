import { fromInstant } from '../../domain/instant.ts';
import { attentionWord } from '../../domain/state-words.ts';
import type { Task } from '../../domain/task/task.ts';
import { type SessionSummary, SUMMARY_ROWS } from '../../report/session-summary.ts';
import { type TaskLine, taskLineOf, type WordedTask } from '../../report/task-line.ts';
import { type Clock, formatAge } from '../../time/index.ts';
import { objectionsText } from '../attention.ts';
import { closedText } from '../row.ts';
import { haltedLines } from '../runs/orchestrator.ts';
import { oneLine } from '../safe.ts';
import { openGroupTexts } from '../session-summary.ts';
import type { Screen } from './layout/screen.ts';
import { sectionLines } from './layout/sections.ts';
import type { TableColumn } from './layout/table.ts';
import { BLOCKED_BY, TASK_COLUMNS } from './layout/task-columns.ts';
import { wrapped } from './layout/width.ts';
import { leftCell } from './runs.ts';

/**
 * Draws the queue on one page: items that need attention, work in progress, overdue, next and blocked tasks. Leaves out
 * empty sections.
 * @param isNone true if no queue can exist in this folder
 * @param former replaces the numbers in a repository whose former queue is not linked
 */
export function statusScreen(
  { counts, groups, attention, working, proposed, overdue, ready, blocked, halted }: SessionSummary,
  {
    screen,
    clock,
    isNone = false,
    former,
  }: { screen: Screen; clock: Clock; isNone?: boolean; former?: string | undefined },
): string {
  const { id, due, urgency, project, description } = TASK_COLUMNS;
  const column = {
    ...{ id: id(clock), due: due(clock), urgency: urgency(clock), project: project(clock) },
    description: { ...description(clock), lines: 1 },
  };
  const section = <Row extends { task: WordedTask }>(
    title: string,
    count: number,
    columns: TableColumn<Lined<Row>>[],
    all: readonly Row[],
  ) => {
    const rows = all.slice(0, rowsFor(screen)).map((row) => {
      const { obstacle } = row.task;
      return { ...row, task: { ...taskLineOf(row.task, clock), obstacle } };
    });
    return sectionLines({ title, count, columns, rows }, screen);
  };
  const tasks = (all: readonly WordedTask[]) => all.map((task) => ({ task }));
  const since: TableColumn<{ since: string }> = {
    head: 'For',
    align: 'right',
    cell: ({ since: from }) => formatAge(Math.max(0, clock.now - fromInstant(from))),
  };
  const lines = [
    ...section('Needs attention', counts.attention, [WHAT, column.id, column.description, SAID], attention),
    ...section('Active', counts.working, [column.id, since, LEFT, BY, column.description], working),
    ...section('In a pull request', counts.proposed, [column.id, since, BY, column.description], proposed),
    ...section('Overdue', counts.overdue, [column.id, column.due, column.project, column.description], tasks(overdue)),
    ...section(
      'Next',
      counts.next,
      [column.id, column.urgency, column.due, column.project, column.description],
      tasks(ready),
    ),
    ...section('Blocked', groups.blocked, [column.id, column.description, BLOCKED_BY], blocked),
  ];
  const head = [isNone ? NONE : (former ?? headline(counts, groups)), ...haltedLines(halted)];
  return [...head.flatMap((line) => wrapped(line, screen.columns)), ...lines].join('\n');
}

type Lined<Row> = Omit<Row, 'task'> & { task: TaskLine & Pick<Task, 'obstacle'> };

/** Returns the number of rows per section with which all sections fit on the screen. */
function rowsFor({ rows = 40 }: Screen): number {
  return Math.max(3, Math.min(SUMMARY_ROWS, Math.floor(rows / 5) - 2));
}

const WHAT: TableColumn<Pick<SessionSummary['attention'][number], 'why' | 'run' | 'state'>> = {
  head: 'What',
  cell: ({ why, run, state }) => ({
    text: [attentionWord({ why, state }), run].filter(Boolean).join(' '),
    style: 'warning',
  }),
};
const SAID: TableColumn<Pick<SessionSummary['attention'][number], 'said' | 'elsewhere' | 'objections'>> = {
  head: 'Said',
  ...{ least: 12, keep: 2 },
  cell: ({ said, elsewhere, objections }) =>
    oneLine(`${[said, elsewhere].filter(Boolean).join('; ')}${objectionsText(objections)}`.trim(), 200),
};
const LEFT: TableColumn<Pick<SessionSummary['working'][number], 'left'>> = {
  head: 'Left',
  align: 'right',
  keep: 1,
  cell: ({ left }) => left && leftCell(left),
};
const BY: TableColumn<Pick<SessionSummary['working'][number], 'by' | 'run'>> = {
  head: 'By',
  ...{ keep: 2, least: 8, most: 32 },
  cell: ({ by, run }) => ({ text: run ?? by ?? 'no claim', style: 'good' }),
};

function headline(counts: SessionSummary['counts'], groups: SessionSummary['groups']): string {
  const { open, closed } = counts;
  if (open === 0)
    return closed === 0 ? EMPTY : `No open tasks, ${closedText(counts)}. \`backlog add Fix login\` adds a task.`;
  const texts = openGroupTexts(groups, ['ready', 'active', 'blocked']);
  return `${open} open: ${texts.join(', ')}; ${closedText(counts)}.`;
}

const NONE =
  'Your home folder has no queue. Go to the folder of a project first. There, `backlog add Fix login due:friday` adds a task.';
const EMPTY = 'No tasks here yet. `backlog add Fix login due:friday` adds one. `backlog help` lists the commands.';
