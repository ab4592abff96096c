import { counted } from '../base/amounts.ts';
import { clip } from '../base/clip.ts';
import { holderLabel } from '../claims/index.ts';
import { callOf, type Reader } from '../domain/calls/door.ts';
import { type Repositories, repoOf } from '../domain/repository.ts';
import { attentionWord, SHOWN_STATES, stateLabel } from '../domain/state-words.ts';
import { titleOf } from '../domain/task/task.ts';
import { OPEN_GROUPS, type OpenGroup, type OpenGroups } from '../report/now/open-groups.ts';
import type { SessionSummary } from '../report/session-summary.ts';
import { taskLineOf } from '../report/task-line.ts';
import type { Clock } from '../time/index.ts';
import { objectionsText } from './attention.ts';
import type { Cell, Column, OutputDoc, TaskRow } from './doc/doc.ts';
import { closedText } from './row.ts';
import { haltedLines } from './runs/orchestrator.ts';
import { oneLine, quoted } from './safe.ts';

/** Maximum size in bytes of JSON at the start of a session, because every session reads this text. */
export const SUMMARY_BYTES = 550;

/** Maximum size in bytes of JSON if somebody asks for the summary. */
export const ASKED_BYTES = 2_048;

/** Maximum length of a text in a row, in characters; at the start of a session, of a task. */
const LINE = 140;
const SHORT_LINE = 80;

/** Maximum number of tasks per section for a model. */
const ROWS = 5;

const FOR: Column = { head: 'For', kind: 'for' };
const LEFT: Column = { head: 'Left', kind: 'toGo' };
const BY: Column = { head: 'By', kind: 'who' };
const SAID: Column = { head: 'Said', kind: 'remark' };

/** The reader, and what a page shows beside the answer. */
export interface StatusReader extends Reader {
  clock: Clock;
  repositories?: Repositories | undefined;
  /** Maximum size in bytes of JSON; by default {@link ASKED_BYTES}. */
  bytes?: number;
  /** Replaces the numbers: why there is no queue here. */
  instead?: string | undefined;
  notes?: readonly string[] | undefined;
}

/** Returns the queue as a document of one page. The important parts come first; a text for models loses its end. */
export function statusDoc(summary: SessionSummary, reader: StatusReader): OutputDoc {
  const { counts, groups, mine, attention, working, proposed, overdue, ready, blocked, held, halted } = summary;
  const { clock, repositories, bytes = ASKED_BYTES, instead, notes } = reader;
  const row = (task: WordedTask, cells: readonly Cell[] = []): TaskRow => ({ ...taskLineOf(task, clock), cells });
  const own = new Set(mine.map(({ uuid }) => uuid));
  const others = working.filter(({ task }) => !own.has(task.uuid));
  // Nobody has started a task that is only reserved, so it isn't among the active ones.
  const reserved = held.filter(({ task }) => task.start === undefined);
  return {
    onePage: true,
    within: { bytes, chars: bytes > SUMMARY_BYTES ? LINE : SHORT_LINE, rest: { command: 'task_list', words: {} } },
    sections: [
      {
        lines: [
          instead ?? headline(summary, reader),
          ...(reader.door === 'cli' && counts.open === 0 ? inboxTexts(summary.inbox) : []),
          ...haltedLines(halted, LINE),
          ...goalLines(summary),
          ...repositoriesLine(repositories),
          ...documentsLine(summary, reader),
        ],
      },
      {
        ...{ title: 'Your active tasks', columns: ['id', FOR, LEFT, 'due', 'project', 'branch'] },
        tasks: mine.map((task) => row(task, workCells(working.find((one) => one.task.uuid === task.uuid)))),
      },
      {
        ...{ title: 'Needs attention', count: counts.attention, most: 2 * ROWS },
        hint: `${callOf(reader, 'run_show')}, ${callOf(reader, 'task_start')}`,
        columns: [{ head: 'What', kind: 'need' }, 'id', 'branch', SAID],
        tasks: bothKinds(attention).map((one) => row(one.task, [needCell(one), saidCell(one)])),
      },
      {
        ...{ title: 'Next', count: counts.next, most: ROWS, columns: ['id', 'urgency', 'due', 'project', 'branch'] },
        tasks: ready.map((task) => row(task)),
      },
      {
        ...{ title: 'Also overdue', count: counts.overdue, once: true, most: ROWS },
        columns: ['id', 'state', 'due', 'project', 'branch'],
        tasks: overdue.map((task) => row(task)),
      },
      {
        ...{ title: 'Active', count: (counts.working ?? 0) - own.size + reserved.length, most: ROWS },
        columns: ['id', FOR, LEFT, BY, 'branch'],
        tasks: [
          ...others.map((one) => row(one.task, [...workCells(one), byCell(one)])),
          ...reserved.map(({ task, claim }) => row(task, [...workCells(), byCell({ by: holderLabel(claim.holder) })])),
        ],
      },
      {
        ...{ title: 'In a pull request', count: counts.proposed, most: ROWS, columns: ['id', FOR, BY, 'branch'] },
        tasks: proposed.map((one) => row(one.task, [{ is: 'since', at: one.since }, byCell(one)])),
      },
      {
        ...{ title: 'Blocked', count: groups.blocked, most: 0, columns: ['id', 'branch', SAID] },
        tasks: blocked.map(({ task, by }) => row(task, [task.obstacle?.note ?? blockers(by)])),
      },
    ],
    notes,
  };
}

type WordedTask = SessionSummary['mine'][number];
type Active = SessionSummary['working'][number];

function workCells(one?: Active): Cell[] {
  return [one && { is: 'since', at: one.since }, one?.left && { is: 'left', left: one.left }];
}

const byCell = ({ run, by = 'no claim' }: Pick<Active, 'run' | 'by'>): Cell => ({
  is: 'text',
  text: run ?? by,
  style: 'good',
});

type Attention = SessionSummary['attention'][number];

/** Returns at most ten items in their order, with at least five handoffs and five others if there are so many. */
function bothKinds(attention: readonly Attention[]): Attention[] {
  const [left, others] = [attention.filter(isHandoff), attention.filter((one) => !isHandoff(one))];
  const shown = new Set([
    ...left.slice(0, Math.max(ROWS, 2 * ROWS - others.length)),
    ...others.slice(0, Math.max(ROWS, 2 * ROWS - left.length)),
  ]);
  return attention.filter((one) => shown.has(one));
}

const isHandoff = ({ why }: Attention) => why === 'handoff';

/** Names the decision and the run. In a line, the state of the task may say the same. */
function needCell(one: Attention): Cell {
  const [word, run] = [attentionWord(one), one.run ?? ''];
  const line = word === stateLabel(one.task.state) ? run : `${word} ${run}`.trim();
  return { is: 'text', text: `${word} ${run}`.trim(), line, style: 'warning' };
}

function saidCell({ said = '', elsewhere, objections }: Attention): Cell {
  const where = elsewhere === undefined ? '' : `${said && '; '}${oneLine(elsewhere)}`;
  return { is: 'quote', text: said, rest: `${where}${objectionsText(objections)}` };
}

/** Names the tasks that block another one: the only one with its description. */
function blockers([first, ...others]: SessionSummary['blocked'][number]['by']): string | undefined {
  if (!first) return undefined;
  return `blocked by ${others.length > 0 ? [first, ...others].map(({ id }) => id).join(', ') : `${first.id} ${titleOf(first)}`}`;
}

/** Maximum number of goals and bets in `now` that are named, and of their characters together. */
const GOALS = 3;
const GOAL_CHARS = 300;

/** Returns the vision, and the goals that people work on now. Empty in a queue without goals. */
function goalLines({ goals }: SessionSummary): string[] {
  if (!goals) return [];
  const now = goals.now
    .slice(0, GOALS)
    .map(({ id, title, measure }) => `${id} ${oneLine(title)}${measure ? ` (${oneLine(measure)})` : ''}`);
  const more = goals.now.length - now.length;
  return [
    ...(goals.vision ? [`Vision: ${quoted(goals.vision, LINE)}`] : []),
    ...(now.length > 0 ? [clip(`Goals now: ${now.join('; ')}${more > 0 ? `; ${more} more` : ''}`, GOAL_CHARS)] : []),
  ];
}

/** Maximum number of named repositories. */
const REPOSITORIES = 8;

/** Returns the line that names the repositories. Empty if the workspace has only one. */
function repositoriesLine({ all, here }: Repositories = { all: [], here: undefined }): string[] {
  if (all.length < 2) return [];
  const names = all.map((one) => `${one.name}${here && here.repo === repoOf(one) ? ' (here)' : ''}`);
  const more = names.length > REPOSITORIES ? `, and ${names.length - REPOSITORIES} more` : '';
  return [`Repositories: ${names.slice(0, REPOSITORIES).join(', ')}${more}. Scopes name them: ${all[0]!.name}:src/**.`];
}

/** Maximum number of named workspace documents. A name has up to 64 characters. */
const DOCUMENTS = 8;

function documentsLine({ documents }: SessionSummary, reader: Reader): string[] {
  if (documents.length === 0) return [];
  const more = documents.length > DOCUMENTS ? `, and ${documents.length - DOCUMENTS} more` : '';
  return [
    `Workspace documents (${callOf(reader, 'task_doc_read')} workspace NAME): ${documents.slice(0, DOCUMENTS).join(', ')}${more}.`,
  ];
}

/** Formats the numbers of tasks. A person whose queue is empty reads what to type. */
function headline({ counts, groups, inbox }: SessionSummary, { door }: StatusReader): string {
  const { open, closed } = counts;
  if (door === 'cli' && open === 0)
    return closed === 0 ? EMPTY : `No open tasks, ${closedText(counts)}. \`backlog add Fix login\` adds a task.`;
  const states = openGroupTexts(groups);
  const overdue = counts.overdue > 0 ? [`${counts.overdue} overdue`] : [];
  const things = (
    [
      ['handoffs', 'handoff'],
      ['reviews', 'review'],
      ['failures', 'failed run'],
    ] as const
  )
    .filter(([name]) => counts[name] > 0)
    .map(([name, noun]) => counted(counts[name], noun));
  const results = (['unsent', 'proposed'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${SHOWN_STATES[name].word}`);
  const more = [...overdue, ...things, ...results, ...inboxTexts(inbox)];
  const groupsText = states.length > 0 ? ` (${states.join(', ')})` : '';
  return `Backlog: ${open} open${groupsText}, ${closedText(counts)}${more.length > 0 ? `; ${more.join(', ')}` : ''}.`;
}

/** Returns the number of open proposals, in the words of every view. Empty if there are none. */
export function inboxTexts(inbox: number | undefined): string[] {
  return inbox ? [`inbox ${inbox}`] : [];
}

const EMPTY = 'No tasks here yet. `backlog add Fix login due:friday` adds one. `backlog help` lists the commands.';

/** The words for a group of open tasks, behind their number. */
const GROUP_WORDS: Readonly<Partial<Record<OpenGroup, (count: number) => string>>> = {
  parent: () => 'with open subtasks',
  proposed: () => SHOWN_STATES.proposed.word,
  attention: (count) => (count === 1 ? 'needs attention' : 'need attention'),
};

/** Returns the number of open tasks of each group that has some: `3 ready`. */
function openGroupTexts(groups: OpenGroups): string[] {
  return OPEN_GROUPS.filter((group) => groups[group] > 0).map(
    (group) => `${groups[group]} ${GROUP_WORDS[group]?.(groups[group]) ?? group}`,
  );
}
