import { clip } from '../base/clip.ts';
import { callOf, type Reader } from '../domain/calls/door.ts';
import type { Gap } from '../goals/chain.ts';
import type { Why, WhyLink } from '../goals/why.ts';
import type { TaskWhy } from '../report/goals/task-why.ts';
import { clippedName } from './row.ts';
import { oneLine, quoted } from './safe.ts';

/** Maximum number of characters of a why: in briefs, and on request. */
export const WHY_CHARS = { brief: 600, whole: 1_200 } as const;

/** The question that the last message of a run, its reviewer and its judge answer. */
export const WHY_QUESTION = 'Does the result move the measure, or does it break a "will not"?';

/** A line, and its part of {@link WHY_CHARS} in percent. Room that other lines leave is added. */
interface WhyLine {
  text: string;
  share: number;
}

/**
 * Formats why a task exists, for briefs, prompts, reviews and pages. Without `most`, it has at most 600 characters. The
 * most important lines come first and share the room.
 * @returns lines without a line end; empty in a queue without goals
 */
export function whyLines(
  of: TaskWhy | undefined,
  taskId: number,
  reader: Reader = {},
  most: number = WHY_CHARS.brief,
): string[] {
  if (!of) return [];
  const { why, since, above } = of;
  const call = (command: string, args = String(taskId)) => callOf(reader, command, args);
  const goal = why.links.find(({ kind }) => kind === 'goal');
  const higher = why.links.filter((link) => link !== goal);
  const lines: WhyLine[] = [];
  const add = (share: number, label: string, text: string | undefined) =>
    text && lines.push({ text: `${label}: ${text}`, share });
  add(24, 'why', reasonText(why, goal));
  add(12, 'measure', measured(why.links));
  add(14, 'will not', why.bounds.wont.map(({ id, text }) => `${quoted(text)} (${id})`).join(', '));
  add(16, 'not here', boundsText(why));
  add(10, 'gaps', why.gaps.map((gap) => gapText(gap, call)).join('; '));
  add(8, 'since then', since.map(({ at, text }) => `${at.slice(0, 10)} ${oneLine(text)}`).join('; '));
  add(
    8,
    `spec of ${above?.id}`,
    above && `${quoted(above.line, most / 10)}, whole: ${call('task_doc_read', String(above.id))}`,
  );
  add(4, 'above', higher.map(linkText).join(' > '));
  add(4, 'for', why.for.map(({ name, title }) => `${oneLine(name)}: ${quoted(title)}`).join(', '));
  return shared(lines, most);
}

function reasonText({ upkeep }: Why, goal: WhyLink | undefined): string | undefined {
  const reason = upkeep === undefined ? undefined : `upkeep, ${quoted(upkeep)}`;
  if (!goal) return reason;
  const why = goal.why === undefined ? '' : `: ${quoted(goal.why)}`;
  return [`${goal.id} ${oneLine(goal.title)}${why}`, ...(reason ? [reason] : [])].join('; ');
}

/** Returns the measure that is nearest to the task: that of its goal, or of the outcome above. */
function measured(links: readonly WhyLink[]): string | undefined {
  const { measure } = links.find((link) => link.measure !== undefined) ?? {};
  return measure && oneLine(measure);
}

/** Names the open tasks of the same goal. They are other agents' work. */
function boundsText({ bounds: { tasks, more } }: Why): string {
  const sorted = [...tasks].sort((a, b) => a.id - b.id);
  const named = sorted.map((task) => clippedName(task, 40));
  return [...named, ...(more ? ['…'] : [])].join(', ');
}

function linkText({ id, title, state }: WhyLink): string {
  return `${id} ${oneLine(title)}${state ? ` (${state})` : ''}`;
}

const GAPS: Readonly<Record<Gap['code'], (gap: Gap, call: (command: string, args?: string) => string) => string>> = {
  'task.orphan': (_, call) => `it names no goal and no upkeep reason (${call('goal_health', '')})`,
  'task.dangling': ({ to }) => `its goal ${to} doesn't exist or is archived`,
  'task.closed_parent': ({ to }) => `its goal ${to} is closed`,
  'goal.no_outcome': ({ id }) => `${id} has no outcome and no measure`,
  'goal.bet_closed': ({ id, to }) => `${id} belongs to ${to}, which is closed`,
  'outcome.no_pillar': ({ id }) => `${id} belongs to no pillar`,
  'vision.missing': () => 'there is no vision',
  'link.unknown': ({ id, to }) => `${id} names ${to}, which doesn't exist or is archived`,
};

function gapText(gap: Gap, call: (command: string, args?: string) => string): string {
  return oneLine(GAPS[gap.code](gap, call));
}

/** Cuts lines so that all of them, with their line ends, have at most `most` characters. */
function shared(lines: readonly WhyLine[], most: number): string[] {
  const room = most - lines.length;
  const own = lines.map(({ text, share }) => Math.min(text.length, Math.floor((room * share) / 100)));
  let left = room - own.reduce((sum, one) => sum + one, 0);
  return lines.map(({ text }, i) => {
    const more = Math.min(left, text.length - own[i]!);
    left -= more;
    return clip(text, own[i]! + more);
  });
}
