import { counted } from '../base/amounts.ts';
import { type Actor, SESSION_START } from '../domain/actor.ts';
import { callOf, type Door } from '../domain/calls/door.ts';
import { fromInstant, type Instant } from '../domain/instant.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import type { DoneFor } from '../report/goals/done-by-outcome.ts';
import type { Standup } from '../report/standup.ts';
import { formatFull, formatShort } from '../time/index.ts';
import { needText } from './attention.ts';
import { listText, nameText, rowText } from './row.ts';
import { escapedMarkdown, oneLine, quoted } from './safe.ts';

/** Maximum number of rows per section in the text; titles always show the total. */
export const STANDUP_LIMITS = { rows: 10, done: 20, next: 5, blockers: 3, line: 120, note: 160 } as const;

/** The facts, the reader, and the form of the text. */
interface Telling {
  facts: Facts;
  by?: string | undefined;
  markdown?: boolean | undefined;
  door?: Door | undefined;
}

interface Part {
  title: string;
  total: number;
  rows: readonly string[];
  max?: number;
}

/** Formats a standup with a section for each list, as plain text or as Markdown. */
export function standupText(standup: Standup, { facts, by, markdown = false, door }: Telling): string {
  const when = (at: Instant) => formatShort(fromInstant(at), facts);
  const about = ({ id, description }: Task, more: string) =>
    `${oneLine(`${id} ${description}`, STANDUP_LIMITS.line)}${more}`;
  const parts: Part[] = [
    {
      title: 'Done',
      total: standup.totals.done,
      max: STANDUP_LIMITS.done,
      rows: standup.done.map(({ task, by: who, at }) => about(task, ` (${whoText(who)}, ${when(at)})`)),
    },
    {
      title: 'Outcomes',
      total: standup.outcomes?.length ?? 0,
      rows: (standup.outcomes ?? []).map((row) => oneLine(outcomeText(row), STANDUP_LIMITS.line)),
    },
    {
      title: 'Active',
      total: standup.totals.progress,
      rows: standup.progress.map(({ task, by: who, since }) =>
        about(task, ` (${who ? `${whoText(who)}, ` : ''}since ${when(since)})`),
      ),
    },
    {
      title: 'Handoffs',
      total: standup.totals.left,
      rows: standup.left.map(({ task, handoff }) => about(task, `: ${quoted(handoff.note, STANDUP_LIMITS.note)}`)),
    },
    {
      title: 'Blocked',
      total: standup.totals.blocked,
      rows: standup.blocked.map(({ task, by: others }) =>
        about(task, `: ${blockText(task, others, callOf(door, 'task_explain', String(task.id)))}`),
      ),
    },
    {
      title: 'Needs attention',
      total: standup.totals.waiting,
      rows: standup.waiting.map((row) => about(row.task, `: ${needText(row)}`)),
    },
    {
      title: 'Next',
      total: standup.totals.next,
      max: STANDUP_LIMITS.next,
      rows: standup.next.map((task) => oneLine(rowText(task, facts), STANDUP_LIMITS.line)),
    },
  ];
  const head = standupHead(standup, { zone: facts.zone, by });
  const rest = standupCounts(standup.counts);
  const told = parts.filter(({ rows, title }) => rows.length > 0 || title === 'Done');
  if (markdown)
    return [
      `## ${escapedMarkdown(standupHead(standup, { zone: facts.zone, by, sign: ',' }))}`,
      ...told.map(section),
      ...(rest ? [rest] : []),
    ].join('\n\n');
  return [head, ...told.flatMap(lines), ...(rest ? [rest] : [])].join('\n');
}

/** Formats the tasks that were done for an outcome: `O-1 Fewer calls, calls per week: 40 → 5: 3 tasks done, 12, 14, 15`. */
export function outcomeText({ id, title, measure, done, tasks }: DoneFor): string {
  const name = /[A-Z]/.test(id) ? `${id} ${title}` : title;
  return `${[name, measure].filter(Boolean).join(', ')}: ${counted(done, 'task')} done, ${tasks.join(', ')}`;
}

/** Formats the title: `Standup since 2026-07-29 00:00 UTC, ada`. */
export function standupHead(
  { since }: Pick<Standup, 'since'>,
  { zone, by, sign = '' }: { zone: string; by: string | undefined; sign?: string },
): string {
  return `Standup${sign} since ${formatFull(fromInstant(since), zone)}${by ? `, ${oneLine(by, 60)}` : ''}`;
}

function lines(part: Part): string[] {
  const { title, rows, total } = part;
  if (rows.length === 0) return [`${title}: nothing`];
  return [`${title} (${total}):`, ...firstRows(part).map((row) => `- ${row}`)];
}

/** Returns the first rows, and how many more there are. */
function firstRows({ rows, total, max = STANDUP_LIMITS.rows }: Part): string[] {
  const more = total - Math.min(max, rows.length);
  return [...rows.slice(0, max), ...(more > 0 ? [`… and ${more} more`] : [])];
}

function section(part: Part): string {
  const rows = part.rows.length > 0 ? firstRows(part).map((row) => `- ${escapedMarkdown(row)}`) : ['Nothing.'];
  return [`### ${part.title}`, '', ...rows].join('\n');
}

/** Formats an author. Adds the session, because several sessions can use the same client. */
export function whoText({ name, agentType, session }: Actor): string {
  const type = agentType ? `/${agentType.split(':').at(-1)}` : '';
  // The session id of a script begins with the script's name, so the text doesn't repeat it.
  const start = session?.startsWith(name) ? undefined : session?.slice(0, SESSION_START);
  return oneLine(`${name}${type}${start ? ` ${start}` : ''}`, 60);
}

/** Formats the blockers of a task, or the reason that somebody gave. */
function blockText({ obstacle }: Task, others: readonly Task[], rest: string): string {
  if (obstacle) return `blocked: ${oneLine(obstacle.note, STANDUP_LIMITS.note)}`;
  return `blocked by ${blockersText(others, rest)}`;
}

function blockersText(others: readonly Task[], rest: string): string {
  const names = others.map((other) => oneLine(nameText(other), 60));
  return listText(names, { max: STANDUP_LIMITS.blockers, rest });
}

/** Formats the numbers of added, deleted and overdue tasks. Undefined if all of them are zero. */
export function standupCounts({ added, deleted, overdue }: Standup['counts']): string | undefined {
  const said = [
    added > 0 && `${counted(added, 'task')} added`,
    deleted > 0 && `${deleted} deleted`,
    overdue > 0 && `${overdue} overdue`,
  ].filter(Boolean);
  return said.length > 0 ? `Also: ${said.join(', ')}.` : undefined;
}
