import { counted } from '../base/amounts.ts';
import { clip } from '../base/clip.ts';
import { claimHolder } from '../claims/index.ts';
import { callOf, type Reader } from '../domain/calls/door.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { type Repositories, repoOf } from '../domain/repository.ts';
import { SHOWN_STATES } from '../domain/state-words.ts';
import type { Task } from '../domain/task/task.ts';
import { OPEN_GROUPS, type OpenGroup, type OpenGroups } from '../report/now/open-groups.ts';
import type { SessionSummary } from '../report/session-summary.ts';
import { needText } from './attention.ts';
import { closedText, nameText, rowText } from './row.ts';
import { haltedLines } from './runs/orchestrator.ts';
import { oneLine, quoted } from './safe.ts';

/** Maximum size in bytes of JSON at the start of a session, because every session reads this text. */
export const SUMMARY_BYTES = 550;

/** Maximum size in bytes of JSON if somebody asks for the summary. */
export const ASKED_BYTES = 2_048;

/** Maximum length of a line, in characters; at the start of a session, of a task in it. */
const LINE = 140;
const SHORT_LINE = 80;

/** Maximum number of tasks per section. */
const ROWS = 5;

/** The reader, and the repositories of the workspace. */
interface SummaryReader extends Reader {
  /** Maximum size in bytes of JSON; by default {@link ASKED_BYTES}. */
  bytes?: number;
  repositories?: Repositories | undefined;
}

/**
 * Formats the summary for the start of a session. The important parts come first; a text that is too long loses its
 * end. Each task is one line, and notes are quoted.
 */
export function sessionSummaryText(
  summary: SessionSummary,
  facts: Facts,
  { repositories, bytes = ASKED_BYTES, ...reader }: SummaryReader = {},
): string {
  const lines = [
    headline(summary),
    ...haltedLines(summary.halted, LINE),
    ...goalLines(summary),
    ...repositoriesLine(repositories),
    ...documentsLine(summary, reader),
  ];
  const row = bytes > SUMMARY_BYTES ? LINE : SHORT_LINE;
  const rowOf = (task: Task) => `- ${clip(rowText(task, facts), row)}`;
  const section = (title: string, rows: readonly string[]) => {
    if (rows.length > 0) lines.push(title, ...rows);
  };
  const first = (tasks: readonly Task[]) => tasks.slice(0, ROWS);
  section('Your active tasks:', summary.mine.map(rowOf));
  section(
    `Handoffs with their notes (${callOf(reader, 'task_start')} continues one):`,
    first(summary.handoffs).map((task) => `${rowOf(task)} | ${quoted(task.handoff!.note, LINE)}`),
  );
  section(
    `Needs attention (${callOf(reader, 'run_show')}):`,
    summary.attention
      .filter(({ why }) => why !== 'handoff')
      .slice(0, ROWS)
      .map((need) => `${rowOf(need.task)} | ${clip(needText(need), LINE)}`),
  );
  const ready = first(summary.ready);
  section('Ready, most urgent first:', ready.map(rowOf));
  const shown = new Set(ready.map(({ uuid }) => uuid));
  section('Overdue:', first(summary.overdue.filter(({ uuid }) => !shown.has(uuid))).map(rowOf));
  if (summary.held.length > 0) {
    lines.push(
      'Claimed by others:',
      ...summary.held.map(({ task, claim }) => `- ${clip(nameText(task), row)} (${claimHolder(claim, facts)})`),
    );
  }
  return withinLimit(lines, reader, bytes);
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

function headline({ counts, groups, inbox }: SessionSummary): string {
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
  const open = `${counts.open} open${states.length > 0 ? ` (${states.join(', ')})` : ''}`;
  return `Backlog: ${open}, ${closedText(counts)}${more.length > 0 ? `; ${more.join(', ')}` : ''}.`;
}

/** Returns the number of open proposals, in the words of every view. Empty if there are none. */
export function inboxTexts(inbox: number | undefined): string[] {
  return inbox ? [`inbox ${inbox}`] : [];
}

/** The words for a group of open tasks, behind their number. */
const GROUP_WORDS: Readonly<Partial<Record<OpenGroup, (count: number) => string>>> = {
  parent: () => 'with open subtasks',
  proposed: () => SHOWN_STATES.proposed.word,
  attention: (count) => (count === 1 ? 'needs attention' : 'need attention'),
};

/** Returns the number of open tasks of each group that has some, or that is `always` shown: `3 ready`. */
export function openGroupTexts(groups: OpenGroups, always: readonly OpenGroup[] = []): string[] {
  return OPEN_GROUPS.filter((group) => groups[group] > 0 || always.includes(group)).map(
    (group) => `${groups[group]} ${GROUP_WORDS[group]?.(groups[group]) ?? group}`,
  );
}

function withinLimit(lines: readonly string[], reader: Reader, most: number): string {
  const cut = `(cut; ${callOf(reader, 'task_list')} lists all tasks)`;
  const kept: string[] = [];
  let bytes = jsonBytes(cut);
  for (const line of lines) {
    bytes += jsonBytes(line);
    if (bytes > most) return [...kept, cut].join('\n');
    kept.push(line);
  }
  return kept.join('\n');
}

/** Returns the size of a line in a request: quotes and backslashes have two bytes there, and so has the line's end. */
const jsonBytes = (line: string): number => Buffer.byteLength(JSON.stringify(line));
