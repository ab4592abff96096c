import type { Run } from '../domain/records.ts';
import type { Task } from '../domain/task.ts';
import { readDoc, SPEC } from '../work/task/docs.ts';
import type { Context } from '../work/workspace/context.ts';
import { leftBehind } from './adopt.ts';
import { keepLately } from './comments/kept.ts';
import { questionsOf } from './find.ts';
import { diffText } from './git/index.ts';
import { repositoryNamed, runsFolder } from './place.ts';
import { type RunView, viewRun } from './view.ts';

/** Bytes of a diff that are read at once, at most. */
export const DIFF_BYTES = 400_000;

/** All that a reviewer needs beside the diff itself. */
export interface ReviewFile extends RunView {
  task: Task | null;
  spec: string | null;
  /** The files of the result with their lines, as `git diff --stat`. */
  stat: string;
  /** Where its files are. */
  worktree: string;
  /** What its agent asked, and who answered what. */
  answered: { question: string; answer: string; actor: string }[];
}

export async function reviewFile(context: Context, run: Run): Promise<ReviewFile> {
  const task = context.queue.get(run.task) ?? null;
  return {
    ...viewRun(context, run),
    ...(await leavesOf(context, run)),
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

/** Every change of a run asks again for what its commits say, and these never change. */
const statLately = keepLately<string>(8);

function statOf(context: Context, run: Run): Promise<string> {
  const key = [context.store.dir, run.repository, run.base, run.result?.commit].join('\0');
  return run.result ? statLately(key, () => diffOf(context, run, { stat: true })) : Promise.resolve('');
}

function answersOf({ store }: Context, run: Run): ReviewFile['answered'] {
  return questionsOf(store.state, run).flatMap(({ text, answer }) =>
    answer ? [{ question: text, answer: answer.text, actor: answer.actor }] : [],
  );
}

/** The diff of a run's result against where it began. Without a result, or once git cannot read it, what is wrong. */
export function diffOf(
  context: Context,
  run: Run,
  wish: { stat?: boolean; paths?: readonly string[]; limit?: number; from?: string } = {},
): Promise<string> {
  const { from = run.base, ...rest } = wish;
  const place = { runs: runsFolder(context), repository: repositoryNamed(context.repositories, run.repository) };
  return run.result
    ? diffText(place, { from, to: run.result.commit, limit: DIFF_BYTES, ...rest })
    : Promise.resolve('');
}
