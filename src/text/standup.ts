import { counted } from '../base/amounts.ts';
import { callOf, type Reader } from '../domain/calls/door.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { type Task, titleOf } from '../domain/task/task.ts';
import type { DoneFor } from '../report/goals/done-by-outcome.ts';
import type { Standup } from '../report/standup.ts';
import { taskLine } from '../report/task-line.ts';
import { formatFull } from '../time/index.ts';
import { needText } from './attention.ts';
import type { Cell, Column, OutputDoc } from './doc/doc.ts';
import { listText, nameText } from './row.ts';
import { oneLine } from './safe.ts';

/** Maximum number of rows of a section that may have more than others or fewer, and of blockers that a row names. */
export const STANDUP_LIMITS = { done: 20, next: 5, blockers: 3 } as const;

const ID: Column = { head: 'Id', kind: 'id' };
const BY: Column = { head: 'By', kind: 'who' };
const DESCRIPTION: Column = { head: 'Description', kind: 'description' };
const noted = (head: string): Column[] => [ID, DESCRIPTION, { head, kind: 'note' }];

/** Returns a standup as a document with a section for each list. */
export function standupDoc(standup: Standup, { facts, reader, by }: Telling): OutputDoc {
  const { done, outcomes = [], progress, left, blocked, waiting, next, totals } = standup;
  const about = (task: Task, note: Cell) => [String(task.id), titleOf(task), note];
  return {
    title: `Standup since ${formatFull(fromInstant(standup.since), facts.zone)}${by ? `, ${oneLine(by, 60)}` : ''}`,
    sections: [
      {
        ...{ title: 'Done', count: totals.done, most: STANDUP_LIMITS.done, empty: 'nothing' },
        columns: [ID, { head: 'When', kind: 'when' }, BY, DESCRIPTION],
        rows: done.map(({ task, by: actor, at }) => [
          ...[String(task.id), { is: 'when' as const, at }, { is: 'actor' as const, actor }, titleOf(task)],
        ]),
      },
      {
        title: 'Outcomes',
        columns: [{ head: 'Outcome', kind: 'description' }],
        rows: outcomes.map((row) => [outcomeText(row)]),
      },
      {
        ...{ title: 'Active', count: totals.progress },
        columns: [ID, { head: 'For', kind: 'age' }, BY, DESCRIPTION],
        rows: progress.map(({ task, by: actor, since: at }) => [
          ...[String(task.id), { is: 'since' as const, at }, { is: 'actor' as const, actor }, titleOf(task)],
        ]),
      },
      {
        ...{ title: 'Handoffs', count: totals.left, columns: noted('Note') },
        rows: left.map(({ task, handoff: { note } }) => about(task, { is: 'quote', text: note })),
      },
      {
        ...{ title: 'Blocked', count: totals.blocked, columns: noted('By') },
        rows: blocked.map(({ task, by: others }) => about(task, blockOf(task, others, reader))),
      },
      {
        ...{ title: 'Needs attention', count: totals.waiting, columns: noted('Why') },
        rows: waiting.map((row) => about(row.task, needText(row))),
      },
      {
        ...{ title: 'Next', count: totals.next, most: STANDUP_LIMITS.next },
        columns: ['id', 'priority', 'due', 'project', 'description'],
        tasks: next.map((task) => taskLine(task, facts)),
      },
    ],
    notes: [countsText(standup.counts)],
  };
}

interface Telling {
  facts: Facts;
  reader: Reader;
  by?: string | undefined;
}

/** Formats the tasks that were done for an outcome: `O-1 Fewer calls, calls per week: 40 → 5: 3 tasks done, 12, 14, 15`. */
function outcomeText({ id, title, measure, done, tasks }: DoneFor): string {
  const name = /[A-Z]/.test(id) ? `${id} ${title}` : title;
  return `${[name, measure].filter(Boolean).join(', ')}: ${counted(done, 'task')} done, ${tasks.join(', ')}`;
}

/** Returns the blockers of a task, or the reason that somebody gave. */
function blockOf({ id, obstacle }: Task, others: readonly Task[], reader: Reader): Cell {
  if (obstacle) return { is: 'quote', text: obstacle.note };
  const names = others.map((other) => oneLine(nameText(other), 60));
  const rest = callOf(reader, 'task_explain', String(id));
  return `blocked by ${listText(names, { max: STANDUP_LIMITS.blockers, rest })}`;
}

/** Formats the numbers of added, deleted and overdue tasks. Undefined if all of them are zero. */
function countsText({ added, deleted, overdue }: Standup['counts']): string | undefined {
  const said = [
    added > 0 && `${counted(added, 'task')} added`,
    deleted > 0 && `${deleted} deleted`,
    overdue > 0 && `${overdue} overdue`,
  ].filter(Boolean);
  return said.length > 0 ? `Also: ${said.join(', ')}.` : undefined;
}
