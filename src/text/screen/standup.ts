import type { Actor } from '../../domain/actor.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import type { DoneFor } from '../../report/goals/done-by-outcome.ts';
import type { Standup } from '../../report/standup.ts';
import { taskLine } from '../../report/task-line.ts';
import { formatAge, formatDistance } from '../../time/index.ts';
import { needText } from '../attention.ts';
import { outcomeText, STANDUP_LIMITS, standupCounts, standupHead, whoText } from '../standup.ts';
import type { Screen } from './layout/screen.ts';
import { type Section, sectionLines } from './layout/sections.ts';
import type { TableColumn } from './layout/table.ts';
import { BLOCKED_BY, type Lined, TASK_COLUMNS } from './layout/task-columns.ts';
import { wrapped } from './layout/width.ts';

/** Draws a standup with a section for each list. */
export function standupScreen(
  standup: Standup,
  { facts, by, screen }: { facts: Facts; by?: string | undefined; screen: Screen },
): string {
  const clock = { now: facts.now, zone: facts.zone };
  const id: TableColumn<{ task: Task }> = { head: 'Id', align: 'right', cell: ({ task }) => String(task.id) };
  const description: TableColumn<{ task: Task }> = {
    head: 'Description',
    least: 16,
    lines: 2,
    cell: ({ task }) => task.description,
  };
  const whose: TableColumn<{ by?: Actor | undefined }> = {
    head: 'By',
    keep: 2,
    least: 8,
    most: 32,
    cell: ({ by: who }) => who && whoText(who),
  };
  const part = <Row>(section: Section<Row> & { count: number }, max: number = STANDUP_LIMITS.rows) =>
    sectionLines({ ...section, rows: section.rows.slice(0, max) }, screen);
  const { done, outcomes = [], progress, left, blocked, waiting, next, totals } = standup;
  const counts = standupCounts(standup.counts);
  return [
    ...wrapped(standupHead(standup, { zone: facts.zone, by }), screen.columns),
    ...(done.length === 0 ? ['', 'Done: nothing'] : []),
    ...part<Standup['done'][number]>(
      {
        title: 'Done',
        count: totals.done,
        columns: [
          id,
          { head: 'When', keep: 3, cell: ({ at }) => formatDistance(fromInstant(at), clock) },
          whose,
          description,
        ],
        rows: done,
      },
      STANDUP_LIMITS.done,
    ),
    ...part<DoneFor>({
      title: 'Outcomes',
      count: outcomes.length,
      columns: [{ head: 'Outcome', least: 16, lines: 2, cell: outcomeText }],
      rows: outcomes,
    }),
    ...part<Standup['progress'][number]>({
      title: 'Active',
      count: totals.progress,
      columns: [
        id,
        { head: 'For', align: 'right', keep: 3, cell: ({ since }) => formatAge(facts.now - fromInstant(since)) },
        whose,
        description,
      ],
      rows: progress,
    }),
    ...part<Standup['left'][number]>({
      title: 'Handoffs',
      count: totals.left,
      columns: [id, description, { head: 'Note', keep: 2, least: 16, lines: 3, cell: ({ handoff }) => handoff.note }],
      rows: left,
    }),
    ...part<Standup['blocked'][number]>({
      title: 'Blocked',
      count: totals.blocked,
      columns: [id, description, BLOCKED_BY],
      rows: blocked,
    }),
    ...part<Standup['waiting'][number]>({
      title: 'Needs attention',
      count: totals.waiting,
      columns: [id, description, { head: 'Why', keep: 2, least: 16, cell: needText }],
      rows: waiting,
    }),
    ...part<Lined>(
      {
        title: 'Next',
        count: totals.next,
        columns: [
          TASK_COLUMNS.id,
          TASK_COLUMNS.priority,
          TASK_COLUMNS.due,
          TASK_COLUMNS.project,
          TASK_COLUMNS.description,
        ].map((column) => column(clock)),
        rows: next.map((task) => ({ task: taskLine(task, facts) })),
      },
      STANDUP_LIMITS.next,
    ),
    ...(counts === undefined ? [] : ['', ...wrapped(counts, screen.columns)]),
  ].join('\n');
}
