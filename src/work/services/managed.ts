import { clip } from '../../base/clip.ts';
import { textHash } from '../../base/text-hash.ts';
import { UNSAFE } from '../../base/unsafe-characters.ts';
import { closesNothing } from '../../domain/closes-nothing.ts';
import type { Run } from '../../domain/records.ts';
import { mergedAs } from '../../domain/runs/landed/attestation.ts';
import { isLanded } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import { MARK, type RemoteComment } from '../../services/index.ts';

const HIDDEN = new RegExp(`[\\s${UNSAFE}]+`, 'gu');

/** Maximum number of criteria in a comment, and of characters of each text. */
const CRITERIA = 30;
const LONGEST = 300;

/**
 * Puts a text on one line as code: it mentions nobody, links nothing, has no formatting and ends no comment of HTML. It
 * closes no issue either, where a squash makes the text of a pull request a commit's message.
 */
export const inert = (text: string) =>
  `\`${clip(closesNothing(text).replace(HIDDEN, ' ').trim(), LONGEST).replaceAll('`', "'").replaceAll('<!--', '<! --') || ' '}\``;

/**
 * Returns the text of the one comment that says what the queue knows about an item: the state, the evidence, the pull
 * request. Undefined while nothing has happened, unless the comment exists: then it says that the task is open again. It
 * changes only at milestones.
 */
export function managedText(
  task: Task,
  runs: readonly Run[],
  { exists, isUnwanted = false }: { exists: boolean; isUnwanted?: boolean },
): string | undefined {
  const state = stateText(task, runs, isUnwanted);
  const { acceptance = [] } = task;
  const more = acceptance.slice(CRITERIA);
  if (state === undefined && !acceptance.some(({ met }) => met) && !exists) return undefined;
  const links = runs.flatMap(({ proposed }) => proposedUrl(proposed) ?? []);
  return [
    `**Backlog**: task ${task.id} is ${state ?? 'open'}.`,
    ...acceptance
      .slice(0, CRITERIA)
      .map(({ text, met }) => `- [${met ? 'x' : ' '}] ${inert(text)}${met ? `: ${inert(met.evidence)}` : ''}`),
    ...(more.length > 0
      ? [`- … ${more.length} more, ${more.filter(({ met }) => met).length} of them with evidence`]
      : []),
    ...links,
  ].join('\n');
}

function stateText(task: Task, runs: readonly Run[], isUnwanted: boolean): string | undefined {
  const landed = runs.find(isLanded)?.merged;
  // A commit that is only in a repository here means nothing to readers there.
  const as = landed && mergedAs(landed, { commit: landed.shared === true });
  if (as && isUnwanted) return `no longer planned, but ${as}`;
  if (task.status === 'completed') return as ? `completed and ${as}` : 'completed';
  if (task.status === 'deleted') return as ? `no longer planned, but ${as}` : 'no longer planned in the queue';
  if (runs.some(({ state }) => state === 'review' || state === 'approved' || state === 'merging')) return 'in review';
  if (as) return `open, ${as}`;
  return task.start === undefined ? undefined : 'in progress';
}

/** The first line of each {@link managedText}. A person's comment about a task can begin like it. */
const FIRST_LINE =
  /^\*\*Backlog\*\*: task \d+ is (?:open(?:, merged[^\n]*)?|in progress|in review|completed(?: and merged[^\n]*)?|no longer planned in the queue|no longer planned, but merged[^\n]*)\.\s*(?:\n|$)/;

/** Checks whether a comment is the managed one of some queue. A service that hides marks says who wrote it. */
export const isManaged = ({ body, association }: RemoteComment): boolean =>
  FIRST_LINE.test(body) && (MARK.test(body) || association === 'OWNER');

export const managedSum = (text: string) => textHash(text);

/** Finds the address of a pull request in the first output of the command that created it. */
function proposedUrl(proposed: Run['proposed']): string | undefined {
  const url = /https:\/\/[^\s"'<>`]+/.exec(proposed?.text ?? '')?.[0];
  return url === undefined ? undefined : `Pull request: ${url}`;
}
