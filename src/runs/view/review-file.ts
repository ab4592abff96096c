import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { runFiguresOf } from '../../domain/runs/run-figures.ts';
import type { ReviewFile, RunView } from '../../domain/runs/run-shapes.ts';
import { isOver } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import { seenBy } from '../../domain/task/unmet-criteria.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import { readDoc, SPEC } from '../../work/documents/documents.ts';
import { attachedApart, gradesIn } from '../../work/evidence/grades.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { checksFor } from '../checks.ts';
import { changedFiles, promiseCache, resultsOf } from '../comments/changes.ts';
import { commentsOf, draftsOf } from '../comments/comments.ts';
import { questionsOf, type RunRecords, runsIn } from '../find-run.ts';
import { type DiffOptions, diffBytes, pathsOf } from '../git/index.ts';
import { readMended } from '../ground/mend-run.ts';
import { leftBehind } from '../lifecycle/adopt-work.ts';
import { locateKeptRun, runsFolder } from '../run-folder.ts';
import { disputedOf } from './hidden-tests.ts';
import { riskOfRun } from './risk-of-run.ts';
import { viewRun } from './run-view.ts';

/** Maximum size of a diff in one read, in bytes. */
export const DIFF_BYTES = 400_000;

export async function reviewFile(context: Context, run: Run): Promise<ReviewFile> {
  const taskOf = await tasksOfRuns(context, [run]);
  const task = taskOf(run.task) ?? null;
  const view = viewRun(context, run, taskOf);
  const [leaves, comparisons, spec, stat, differences] = await Promise.all([
    leavesOf(context, run),
    comparisonsOf(context, run, task),
    task && readDoc(context, task, SPEC).catch(() => null),
    statOf(context, run),
    differencesOf(context, view.found),
  ]);
  return {
    ...view,
    ...leaves,
    ...draftsIn(context, run),
    ...commentCounts(context, run),
    ...stackOn(context, run),
    ...saidThere(context, run),
    ...disputedOf(context, run),
    ...gradesFor(context, run),
    ...attachedTo(context, run),
    figures: runFiguresOf(view.run, task, context.clock.now),
    ...comparisons,
    ...differences,
    results: resultsOf(context.store.state, run),
    task: task && seenBy(task, run),
    spec,
    stat,
    ...(isRunHere(run, context.store) ? { worktree: `${runsFolder(context)}/${run.id}/tree` } : {}),
    answered: answersOf(context, run),
  };
}

/**
 * Computes a result's risk, the required checks that did not run on it, and the files that changed since the reader's last
 * look. All are absent without a result.
 */
async function comparisonsOf(
  context: Context,
  run: Run,
  task: Task | null,
): Promise<Pick<ReviewFile, 'risk' | 'reviewed' | 'unchecked'>> {
  const { base, result } = run;
  if (!result) return {};
  const changes = (from: string) => changedFiles(context, run, { from, to: result.commit }).catch(() => undefined);
  const look = lastLook(context.store.state, run, formatActor(context.caller.actor));
  const [changed, since] = await Promise.all([changes(base), look && changes(look.commit)]);
  const risk = changed && (await riskOfRun(context, { ...run, result }, { changed, task }).catch(() => undefined));
  return {
    ...uncheckedIn(context, run, { task, paths: changed ? pathsOf(changed) : result.paths }),
    ...(risk ? { risk } : {}),
    ...(look && since ? { reviewed: { ...look, files: since.map(({ path }) => path) } } : {}),
  };
}

/**
 * Lists the required checks that did not run on the result, as a part of its review. The settings can require more than
 * when the run checked its result; the merge queue runs them.
 */
function uncheckedIn(
  { store }: Context,
  run: Run,
  { task, paths }: { task: Task | null; paths: readonly string[] },
): Pick<ReviewFile, 'unchecked'> {
  if (isOver(run.state)) return {};
  const ran = new Set((run.checks ?? []).map(({ name }) => name));
  const wanted = checksFor(store.state, task ?? undefined, paths, run);
  const unchecked = wanted.flatMap(({ name }) => (ran.has(name) ? [] : [name]));
  return unchecked.length > 0 ? { unchecked } : {};
}

/** Grades the evidence for the criteria of the run's task, as a part of the run's view. */
export function gradesFor({ store, queue }: Context, run: Run): Pick<RunView, 'grades'> {
  const task = queue.get(run.task);
  return task?.acceptance?.length ? { grades: gradesIn(store.state, task, run) } : {};
}

/** Lists the attachments by the run's agent that stand beside no criterion, as a part of its review. */
function attachedTo({ store, queue }: Context, run: Run): Pick<ReviewFile, 'attached'> {
  const task = queue.get(run.task);
  const attached = task ? attachedApart(store.state, task, run) : [];
  return attached.length > 0 ? { attached } : {};
}

/** Lists the runs that are stacked on the run, as a part of its review. */
function stackOn({ store: { state } }: Context, { id }: Run): Pick<ReviewFile, 'carries'> {
  const carries = runsIn(state).filter((run) => run.stackedOn?.run === id && !isOver(run.state));
  return carries.length > 0 ? { carries: carries.map((run) => run.id) } : {};
}

/** Lists what others said in the run's pull request. Agents get only the number: such a text could instruct them. */
function saidThere({ store, caller }: Context, { id }: Run): Pick<ReviewFile, 'others' | 'withheld'> {
  const { others = [] } = store.state.get('pull', id) ?? {};
  if (others.length === 0) return {};
  if (caller.actor.kind !== 'human') return { withheld: others.length };
  return { others: others.map(({ author, association, text }) => ({ author, text, ...present({ association }) })) };
}

/** Compares the documents that changed since the result was made, as a part of its review. */
async function differencesOf({ store }: Context, found: RunView['found']): Promise<Pick<ReviewFile, 'differences'>> {
  const changed = (found ?? []).filter(({ what }) => what === 'text-changed');
  if (changed.length === 0) return {};
  const { diffDocuments } = await import('../../text/document-diff.ts');
  const textOf = async (value: string | undefined) =>
    value === undefined ? '' : (await store.getBlob(value.slice(1)).catch(() => '')).toString();
  const differences = changed.map(async ({ about, before, after }) => {
    const [old, now] = await Promise.all([textOf(before), textOf(after)]);
    const { text } = diffDocuments({ name: 'when the result was made', body: old }, { name: 'now', body: now });
    return { name: about, text };
  });
  return { differences: await Promise.all(differences) };
}

/** Counts the sent comments on the run, as a part of its review. */
function commentCounts({ store }: Context, run: Run): Pick<ReviewFile, 'comments'> {
  const sent = commentsOf(store.state, run, '');
  const resolved = sent.filter((comment) => comment.resolved !== undefined).length;
  return sent.length > 0 ? { comments: { open: sent.length - resolved, resolved } } : {};
}

/** Lists the files in a run's worktree that a merge of the result would omit, as a part of the run's view. */
export async function leavesOf(context: Context, run: Run): Promise<Pick<RunView, 'leaves'>> {
  const leaves = await leftBehind(context, run).catch(() => []);
  return leaves.length > 0 ? { leaves } : {};
}

/** Counts the caller's unsent comments on the run, as a part of a run's view. */
export function draftsIn({ store, caller }: Context, run: Run): Pick<RunView, 'drafts'> {
  const drafts = draftsOf(store.state, run, formatActor(caller.actor)).length;
  return drafts > 0 ? { drafts } : {};
}

/** Cache of the diff statistics of commits: a commit's diff never changes, while a run's view often does. */
const statCache = promiseCache<string>(8);

function statOf(context: Context, run: Run): Promise<string> {
  const key = [context.store.dir, run.repository, run.base, run.result?.commit].join('\0');
  return run.result && isRunHere(run, context.store)
    ? statCache(key, async () => (await diffOf(context, run, { stat: true })).toString()).catch(lostText)
    : Promise.resolve('');
}

/** Says in place of the statistics that a commit is lost, because the review still has to show how to decide. */
function lostText(error: unknown): string {
  if (!(error instanceof BacklogError) || error.data?.lost === undefined) throw error;
  return [sentence(error.message), error.hint].join(' ');
}

function answersOf({ store }: Context, run: Run): ReviewFile['answered'] {
  return questionsOf(store.state, run).flatMap(({ text, answer }) =>
    answer ? [{ question: text, answer: answer.text, actor: answer.actor }] : [],
  );
}

/**
 * Reads the diff from a run's start commit to its result; empty without a result. If `limit` is undefined, the complete
 * diff is read.
 */
export function diffOf(
  context: Context,
  run: Run,
  options: Omit<Partial<DiffOptions>, 'from' | 'to'> = {},
): Promise<Buffer> {
  if (!run.result) return Promise.resolve(Buffer.of());
  const place = locateKeptRun(context, run);
  const asked = { from: run.base, to: run.result.commit, limit: DIFF_BYTES, ...options };
  return readMended(place, run, () => diffBytes(place, asked));
}

/** A result at which a reviewer looked, and the time. */
interface Look {
  commit: string;
  at: string;
}

/**
 * Finds the earlier result of a run at which a reviewer looked last. The reviewer's own notes, comments, marks of viewed
 * files and approval count, except those of the present result.
 * @param actor the reviewer, in the form of {@link formatActor}
 */
function lastLook(records: RunRecords, run: Run, actor: string): Look | undefined {
  const looks: { actor: string; commit?: string | undefined; at: string }[] = [
    ...(run.notes ?? []),
    ...(run.verdict ? [run.verdict] : []),
    ...commentsOf(records, run, actor).map(({ actor: by, anchor, at }) => ({ actor: by, commit: anchor.commit, at })),
    ...Array.from(records.all('tick'), ([, tick]) => tick).filter((tick) => tick.run === run.id),
  ];
  return looks
    .flatMap(({ actor: by, commit, at }) =>
      by === actor && commit !== undefined && commit !== run.result?.commit ? [{ commit, at }] : [],
    )
    .reduce<Look | undefined>((last, look) => (last && last.at > look.at ? last : look), undefined);
}
