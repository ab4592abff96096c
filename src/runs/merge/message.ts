import { clip } from '../../base/clip.ts';
import { capital } from '../../base/quote.ts';
import { closesNothing } from '../../domain/closes-nothing.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { mergedAs } from '../../domain/runs/landed/attestation.ts';
import type { Task } from '../../domain/task/task.ts';
import { harmless, oneLine } from '../../text/safe.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Author } from '../git/index.ts';

/**
 * Maximum length of the first line of a merged commit's message, in characters. Git's tools show a line of this length
 * completely. {@link SAID} is the maximum length of the agent's summary.
 */
const SUBJECT = 72;
const SAID = 5_000;

/**
 * Builds the message of a run's commit in the target branch. It contains the approver's message or the task and the
 * agent's summary, then the approver and the other author.
 */
export function mergeMessage({ queue }: Pick<Context, 'queue'>, run: Run, person?: Author): string {
  const task = queue.get(run.task);
  return [
    ...(run.verdict?.message ? [asBody(run.verdict.message)] : linesOf(run, task)),
    '',
    `Backlog-Task: ${task?.id ?? '?'} ${taskMark(run)}`,
    `${runMark(run)}${oneLine(run.agent)}`,
    ...(run.verdict ? [`Approved-By: ${oneLine(run.verdict.actor)}`] : []),
    ...(person ? [`Co-authored-by: ${oneLine(person.name)} <${oneLine(person.email)}>`] : []),
    '',
  ].join('\n');
}

/** Returns the task's name and the agent's summary. */
function linesOf(run: Run, task: Pick<Task, 'description'> | undefined): string[] {
  const description = withoutEffect(oneLine(task?.description ?? `Run ${run.id}`));
  const subject = clip(description, SUBJECT);
  const said = run.rounds?.findLast(({ summary }) => summary)?.summary?.trim();
  return [
    subject,
    ...(subject === description ? [] : ['', description]),
    ...(said ? ['', withoutEffect(asBody(said))] : []),
  ];
}

const taskMark = ({ task }: Pick<Run, 'task'>): string => `(${task})`;
const runMark = ({ id }: Pick<Run, 'id'>): string => `Backlog-Run: ${id} by `;

/**
 * Returns texts that together identify the commit of a run by its message. The run's id is not enough, because in every
 * store the ids start at 1.
 */
export function messageMarks(run: Pick<Run, 'id' | 'task'>): readonly [string, string] {
  return [runMark(run), taskMark(run)];
}

/**
 * Matches the start of a line that would look like one of Backlog's trailers, or that ends the message for tools that
 * read patches.
 */
const NOT_IN_BODIES = /^(?=---|(?:backlog-[a-z]+|approved-by|co-authored-by)\s*:)/gim;

/**
 * Makes a person's or an agent's text safe for a commit message: removes characters that git refuses, and changes lines that look
 * like Backlog's trailers.
 */
function asBody(said: string): string {
  return clip(harmless(said), SAID).replace(NOT_IN_BODIES, '> ');
}

/**
 * Changes sentences with effects: those by which git's tools and Backlog find reverts, and those by which a service closes
 * an issue. Only a person's message may have them. The issue of a task is closed by its source's setting.
 */
export function withoutEffect(said: string): string {
  return closesNothing(said).replace(/\b(this reverts) (?=commit [0-9a-f]{7})/gi, '$1 the ');
}

/** Builds the note about the merge, for the task. */
export function landedNote(run: Run): string {
  const { behind, said } = run.merged!;
  const as = mergedAs(run.merged!, { into: branchName(run.target), paths: true });
  const unread = run.verdict?.unread ? ` ${capital(run.verdict.unread)}.` : '';
  const merged = `Run ${run.id} was ${as}${said ? `, confirmed by ${said.by}: ${said.note}` : ''}.${unread}`;
  return behind === undefined ? merged : `${merged} ${capital(behind)}.`;
}
