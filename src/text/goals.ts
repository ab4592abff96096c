import { counted } from '../base/amounts.ts';
import { plainValue } from '../base/json/plain-value.ts';
import { sentence } from '../base/output/sentence.ts';
import type { Call } from '../domain/calls/call.ts';
import { inDoorWords, type Reader } from '../domain/calls/door.ts';
import { fullDate } from '../domain/date-in-zone.ts';
import { shortCommit } from '../domain/runs/commit-id.ts';
import type { NamedTask } from '../domain/task/raw-title.ts';
import { fixText } from '../goals/finding.ts';
import type { GoalTree } from '../report/goals/goal-node.ts';
import { treeRows } from '../report/goals/tree-rows.ts';
import { titleText } from './row.ts';
import { oneLine } from './safe.ts';

/** A record of the plan as an answer contains it. */
interface Named {
  id: string;
  kind: string;
  title: string;
  archived?: unknown;
}

interface SavedAnswer {
  records: readonly {
    record: Named;
    did: 'created' | 'changed' | 'unchanged';
    changed: Readonly<Record<string, { from?: unknown; to?: unknown }>>;
  }[];
  notes: readonly string[];
  dry_run: boolean;
}

export const goalName = ({ id, title }: Named) => oneLine(`${id} ${title}`);

/** Formats the result of a save: a line per record, then what is unusual. */
export function goalSavedText({ records, notes, dry_run }: SavedAnswer, reader: Reader): string {
  const head = dry_run ? ['Nothing was saved. The call would have this effect:'] : [];
  const lines = records.map(({ record, did, changed }) => {
    if (did === 'created') return `Added ${record.kind} ${goalName(record)}`;
    if (did === 'unchanged') return `Unchanged: ${goalName(record)}`;
    return `Changed ${goalName(record)}: ${changesText(changed)}`;
  });
  return [...head, ...lines, ...notes.map((note) => inDoorWords(reader, note))].join('\n');
}

function changesText(changed: SavedAnswer['records'][number]['changed']): string {
  return Object.entries(changed)
    .map(([field, { from, to }]) => `${field} ${valueText(from)} → ${valueText(to)}`)
    .join(', ');
}

/** Maximum length of a value in a line, in characters. */
const VALUE = 60;

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return oneLine(plainValue(value), VALUE);
}

/** Formats the part of the open tasks that have a goal or a reason. */
function ratioText({ open, traced, upkeep }: { open: number; traced: number; upkeep: number }): string {
  if (open === 0) return 'No task is open.';
  const kept = upkeep === 0 ? '' : ` (${upkeep} upkeep)`;
  return `${traced} of ${counted(open, 'open task')} ${open === 1 ? 'has' : 'have'} a goal or a reason${kept}.`;
}

interface ListAnswer {
  ratio: Parameters<typeof ratioText>[0];
  goals: readonly (Named & {
    state?: string;
    measure?: string;
    links: readonly string[];
    open: number;
    done: number;
  })[];
}

/**
 * Formats the plan: a line per record, below a line per kind.
 * @param isEmpty whether the queue has no record at all; if not, none matches
 */
export function goalListText({ ratio, goals }: ListAnswer, reader: Reader, isEmpty: boolean): string {
  if (goals.length === 0)
    return inDoorWords(reader, isEmpty ? 'No goals. Add one: `goal_add "…" --why "…"`' : 'No match. All: goal_list');
  const lines = goals.flatMap((goal, i) => {
    const head = goals[i - 1]?.kind === goal.kind ? [] : [`${goal.kind}:`];
    return [...head, `  ${rowLine(goal)}`];
  });
  return [...lines, ratioText(ratio)].join('\n');
}

function rowLine({ state, measure, links, open, done, ...goal }: ListAnswer['goals'][number]): string {
  const tasks = open + done > 0 ? `${done} of ${counted(open + done, 'task')} done` : undefined;
  const facts = [measure && oneLine(measure), tasks, links.length > 0 ? `for ${links.join(', ')}` : undefined];
  return `${goal.id}${state ? ` ${state}` : ''} ${oneLine(goal.title)}${facts
    .filter(Boolean)
    .map((fact) => `  ${fact}`)
    .join('')}`;
}

type TreeAnswer = Pick<GoalTree, 'ratio' | 'nodes'>;

/** Formats the tree of the plan: each record below the one above it. A record below several of them is below each. */
export function goalTreeText({ ratio, nodes }: TreeAnswer, reader: Reader): string {
  if (nodes.length === 0) return goalListText({ ratio, goals: [] }, reader, true);
  const lines = treeRows(nodes, (_key, _node, first) => first).map(({ node, depth }) => {
    const gaps = node.gaps ? `  ${counted(node.gaps.count, 'gap')}` : '';
    return `${'  '.repeat(depth)}${rowLine({ ...node, links: [] })}${gaps}`;
  });
  return [...lines, ratioText(ratio)].join('\n');
}

interface InfoAnswer {
  goal: Named & Readonly<Record<string, unknown>>;
  measure?: string;
  moved?: number;
  above: readonly Named[];
  below: readonly Named[];
  tasks: readonly NamedTask[];
  open: number;
  done: number;
}

/** Fields of a record that the head of its page or another line shows. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['id', 'kind', 'title', 'version', 'rank', 'measure', 'baseline', 'target', 'readings', 'log', 'total'],
]);
/** Number of readings and of log entries in a page. */
const SHOWN = 5;

/** Formats a record of the plan with its surroundings. */
export function goalInfoText(
  { goal, measure, moved, above, below, tasks, open, done }: InfoAnswer,
  zone: string,
): string {
  const date = (at: unknown) => fullDate(String(at), zone);
  const fields = Object.entries(goal)
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, value]) => `${name}: ${DATES.has(name) ? date(value) : fieldText(value)}`);
  const lists = (['readings', 'log'] as const).flatMap((name) => {
    const entries = (goal[name] ?? []) as readonly { at: string; value?: number; text?: string; note?: string }[];
    const all = (goal.total as Record<string, number> | undefined)?.[name] ?? entries.length;
    const shown = entries.slice(-SHOWN);
    const some = all > shown.length ? ` the last ${shown.length} of ${all}` : '';
    const lines = shown.map(({ at, value, text, note }) =>
      oneLine(`${date(at)} ${text ?? value}${note ? ` ${note}` : ''}`),
    );
    return lines.length === 0 ? [] : [`${name}:${some}`, ...lines.map((line) => `  ${line}`)];
  });
  return [
    `${goal.kind} ${goalName(goal)}`,
    ...(measure === undefined ? [] : [`measure: ${oneLine(measure)}${moved === undefined ? '' : ` (${moved} %)`}`]),
    ...fields,
    ...lists,
    ...(above.length > 0 ? ['above:', ...above.map((each) => `  ${each.kind} ${goalName(each)}`)] : []),
    ...(below.length > 0 ? ['below:', ...below.map((each) => `  ${each.kind} ${goalName(each)}`)] : []),
    ...(open + done > 0 ? [`tasks: ${open} open, ${done} done`] : []),
    ...tasks.map((task) => `  ${task.id} ${titleText(task)}`),
    ...(open > tasks.length && tasks.length > 0 ? [`  and ${open - tasks.length} more`] : []),
    `version ${String(goal.version)}`,
  ].join('\n');
}

const DATES: ReadonlySet<string> = new Set(['entry', 'modified', 'archived', 'started', 'closed', 'by']);

function fieldText(value: unknown): string {
  if (!Array.isArray(value)) return oneLine(String(value));
  return value
    .map((each) =>
      typeof each === 'string' ? each : oneLine(`${each.persona}${each.stakes ? ` ${each.stakes}` : ''}`),
    )
    .join(', ');
}

interface HealthAnswer {
  ratio: Parameters<typeof ratioText>[0];
  levels: Readonly<Record<string, number>>;
  total: number;
  findings: readonly { code: string; level: string; why: string; fix: Call }[];
  documents: readonly { why: string; fix: Call }[];
}

/** A living document whose files changed since somebody last read it against them. */
export interface MovedFiles {
  path: string;
  /** The goal or folder that it describes. */
  of: string;
  /** The commit whose files it was last read against. Absent if nobody has read it. */
  read?: string;
  /** Number of commits since, and the files that they changed. */
  commits: number;
  files: string[];
}

/** Explains why a living document may be outdated, as a sentence without a full stop. */
export function movedDocumentText({ path, of, read, commits, files }: MovedFiles): string {
  const since = read === undefined ? '' : ` since it was read at ${shortCommit(read)}`;
  return `${path} describes ${of}, whose files changed in ${counted(commits, 'commit')}${since}: ${files.join(', ')}`;
}

/** Returns the call that makes a task of a document's update. */
export const movedFix = ({ path }: Pick<MovedFiles, 'path'>): Call => ({
  command: 'task_add',
  words: { description: `Update ${path}` },
  flags: { scope: path },
});

/** Formats the call that fixes a problem. At a terminal it is a line to type. */
const fixLine = (reader: Reader, fix: Call): string => {
  const call = oneLine(fixText(reader, fix));
  return reader.door === 'cli' ? `\`${call}\`` : call;
};

/** Formats the problems of the plan, each with the call that fixes it, in the syntax of the interface. */
export function goalHealthText({ ratio, levels, total, findings, documents }: HealthAnswer, reader: Reader): string {
  const counts = Object.entries(levels).flatMap(([level, count]) => (count > 0 ? [`${count} ${level}`] : []));
  const head = total === 0 ? 'No problems found.' : `${counted(total, 'finding')}: ${counts.join(', ')}.`;
  const lines = findings.map(
    ({ code, level, why, fix }) => `- ${level} ${code}: ${sentence(oneLine(why))} ${fixLine(reader, fix)}`,
  );
  const more = total > findings.length ? [`and ${total - findings.length} more`] : [];
  const moved = documents.map(
    ({ why, fix }) => `- warn document.moved: ${sentence(oneLine(why))} ${fixLine(reader, fix)}`,
  );
  return [ratioText(ratio), head, ...lines, ...more, ...moved].join('\n');
}
