import { formatActor } from '../../domain/actor.ts';
import type { Run } from '../../domain/records.ts';
import { readDoc, SPEC } from '../../work/documents/documents.ts';
import type { Context } from '../../work/workspace/context.ts';
import { draftsOf } from '../comments/comments.ts';
import { keepLately } from '../comments/kept.ts';
import { questionsOf } from '../find-run.ts';
import { type DiffOptions, diffBytes } from '../git/index.ts';
import { leftBehind } from '../lifecycle/adopt-work.ts';
import { keptPlace, runsFolder } from '../run-folder.ts';
import { type ReviewFile, type RunView, viewRun } from './run-view.ts';

/** Bytes of a diff that are read at once, at most. */
export const DIFF_BYTES = 400_000;

export async function reviewFile(context: Context, run: Run): Promise<ReviewFile> {
  const task = context.queue.get(run.task) ?? null;
  return {
    ...viewRun(context, run),
    ...(await leavesOf(context, run)),
    ...draftsIn(context, run),
    task,
    spec: task && (await readDoc(context, task, SPEC).catch(() => null)),
    stat: await statOf(context, run),
    worktree: `${runsFolder(context)}/${run.id}/tree`,
    answered: answersOf(context, run),
  };
}

/** What a merge of the result would leave out, as a part of a view of the run. */
export async function leavesOf(context: Context, run: Run): Promise<Pick<RunView, 'leaves'>> {
  const leaves = await leftBehind(context, run).catch(() => []);
  return leaves.length > 0 ? { leaves } : {};
}

/** How many comments of the caller about the run were not sent, as a part of a view of the run. */
export function draftsIn({ store, caller }: Context, run: Run): Pick<RunView, 'drafts'> {
  const drafts = draftsOf(store.state, run, formatActor(caller.actor)).length;
  return drafts > 0 ? { drafts } : {};
}

/** Every change of a run asks again for what its commits say, and these never change. */
const statLately = keepLately<string>(8);

function statOf(context: Context, run: Run): Promise<string> {
  const key = [context.store.dir, run.repository, run.base, run.result?.commit].join('\0');
  return run.result
    ? statLately(key, async () => (await diffOf(context, run, { stat: true })).toString())
    : Promise.resolve('');
}

function answersOf({ store }: Context, run: Run): ReviewFile['answered'] {
  return questionsOf(store.state, run).flatMap(({ text, answer }) =>
    answer ? [{ question: text, answer: answer.text, actor: answer.actor }] : [],
  );
}

/** The diff of a run's result against where it began; nothing without a result. A `limit` of undefined means all of it. */
export function diffOf(
  context: Context,
  run: Run,
  wish: Omit<Partial<DiffOptions>, 'from' | 'to'> = {},
): Promise<Buffer> {
  if (!run.result) return Promise.resolve(Buffer.of());
  return diffBytes(keptPlace(context, run), { from: run.base, to: run.result.commit, limit: DIFF_BYTES, ...wish });
}
