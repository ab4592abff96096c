import { attentionWord } from '../../domain/state-words.ts';
import type { SessionSummary } from '../../report/session-summary.ts';
import { taskLineOf, type WordedTask } from '../../report/task-line.ts';
import type { Clock } from '../../time/index.ts';
import { objectionsText } from '../attention.ts';
import type { Cell, Column, OutputDoc } from '../doc/doc.ts';
import { closedText } from '../row.ts';
import { haltedLines } from '../runs/orchestrator.ts';
import { oneLine } from '../safe.ts';
import { inboxTexts, openGroupTexts } from '../session-summary.ts';
import { leftCell } from './runs.ts';

const WHAT: Column = { head: 'What', kind: 'what' };
const ID: Column = { head: 'Id', kind: 'id' };
const FOR: Column = { head: 'For', kind: 'length' };
const LEFT: Column = { head: 'Left', kind: 'left' };
const BY: Column = { head: 'By', kind: 'who' };
const DESCRIPTION: Column = { head: 'Description', kind: 'headline' };
const SAID: Column = { head: 'Said', kind: 'remark' };

/**
 * Returns the queue as a document of one page: items that need attention, work in progress, overdue, next and blocked
 * tasks.
 * @param isNone true if no queue can exist in this folder
 * @param former replaces the numbers in a repository whose former queue is not linked
 */
export function statusDoc(
  { counts, groups, attention, working, proposed, overdue, ready, blocked, halted, inbox }: SessionSummary,
  { clock, isNone = false, former }: { clock: Clock; isNone?: boolean; former?: string | undefined },
): OutputDoc {
  const lines = (tasks: readonly WordedTask[]) => tasks.map((task) => taskLineOf(task, clock));
  return {
    onePage: true,
    sections: [
      { lines: [isNone ? NONE : (former ?? headline(counts, groups)), ...inboxTexts(inbox), ...haltedLines(halted)] },
      {
        ...{ title: 'Needs attention', count: counts.attention, columns: [WHAT, ID, DESCRIPTION, SAID] },
        rows: attention.map((row): Cell[] => [
          { is: 'text', text: [attentionWord(row), row.run].filter(Boolean).join(' '), style: 'warning' },
          ...[String(row.task.id), row.task.description, saidOf(row)],
        ]),
      },
      {
        ...{ title: 'Active', count: counts.working, columns: [ID, FOR, LEFT, BY, DESCRIPTION] },
        rows: working.map(workCells),
      },
      {
        ...{ title: 'In a pull request', count: counts.proposed, columns: [ID, FOR, LEFT, BY, DESCRIPTION] },
        rows: proposed.map(({ left: _, ...row }) => workCells(row)),
      },
      {
        ...{ title: 'Overdue', count: counts.overdue, columns: ['id', 'due', 'project', 'branch'] },
        tasks: lines(overdue),
      },
      {
        ...{ title: 'Next', count: counts.next, columns: ['id', 'urgency', 'due', 'project', 'branch'] },
        tasks: lines(ready),
      },
      {
        ...{ title: 'Blocked', count: groups.blocked, columns: [ID, DESCRIPTION, SAID] },
        rows: blocked.map(({ task, by }) => [String(task.id), task.description, task.obstacle?.note ?? blockers(by)]),
      },
    ],
  };
}

type Attention = SessionSummary['attention'][number];

function saidOf({ said, elsewhere, objections }: Attention): string {
  return oneLine(`${[said, elsewhere].filter(Boolean).join('; ')}${objectionsText(objections)}`.trim(), 200);
}

function workCells({ task, since: at, left, by, run }: SessionSummary['working'][number]): Cell[] {
  const who: Cell = { is: 'text', text: run ?? by ?? 'no claim', style: 'good' };
  return [String(task.id), { is: 'since', at }, left && leftCell(left), who, task.description];
}

/** Names the tasks that block another one: the only one with its description. */
function blockers([first, ...others]: SessionSummary['blocked'][number]['by']): string | undefined {
  if (!first) return undefined;
  return `blocked by ${others.length > 0 ? [first, ...others].map(({ id }) => id).join(', ') : `${first.id} ${first.description}`}`;
}

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
