import { clip } from '../../base/clip.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { harmless, oneLine } from '../../text/safe.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { Author } from '../git/index.ts';

/** Characters of the first line of a merged commit, as git's own tools show it whole, and of what the agent said. */
const SUBJECT = 72;
const SAID = 5_000;

/** The message of the commit that a run becomes in the target: the task, what the agent says it did, who approved it and is its other author. */
export function mergeMessage({ queue }: Pick<Context, 'queue'>, run: Run, person?: Author): string {
  const task = queue.get(run.task);
  const description = oneLine(task?.description ?? `Run ${run.id}`);
  const subject = clip(description, SUBJECT);
  const said = run.rounds?.findLast(({ summary }) => summary)?.summary?.trim();
  return [
    subject,
    ...(subject === description ? [] : ['', description]),
    ...(said ? ['', asBody(said)] : []),
    '',
    `Backlog-Task: ${task?.id ?? '?'} ${taskMark(run)}`,
    `${runMark(run)}${oneLine(run.agent)}`,
    ...(run.verdict ? [`Approved-By: ${oneLine(run.verdict.actor)}`] : []),
    ...(person ? [`Co-authored-by: ${oneLine(person.name)} <${oneLine(person.email)}>`] : []),
    '',
  ].join('\n');
}

const taskMark = ({ task }: Pick<Run, 'task'>): string => `(${task})`;
const runMark = ({ id }: Pick<Run, 'id'>): string => `Backlog-Run: ${id} by `;

/** What is in the message of a run's commit and of no other: numbers of runs begin at 1 in every store. */
export function messageMarks(run: Pick<Run, 'id' | 'task'>): readonly [string, string] {
  return [runMark(run), taskMark(run)];
}

/** A line that would pass for a trailer of ours, or end the message for tools that read patches. */
const NOT_IN_BODIES = /^(?=---|(?:backlog-[a-z]+|approved-by|co-authored-by)\s*:)/gim;

/** Words of an agent as a part of the message: git refuses some characters, and trailers are ours. */
function asBody(said: string): string {
  return clip(harmless(said), SAID).replace(NOT_IN_BODIES, '> ');
}

/** What the task notes of its merge. */
export function landedNote(run: Run): string {
  return `Merged by run ${run.id} as ${run.merged?.commit.slice(0, 12)} into ${branchName(run.target)}.`;
}
