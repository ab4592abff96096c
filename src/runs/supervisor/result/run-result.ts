import { present } from '../../../base/present.ts';
import { KEPT_IGNORED, KEPT_PATHS } from '../../../domain/kinds/run/run-parts.ts';
import type { Run } from '../../../domain/records.ts';
import { type DocumentAnswer, documentAnswers } from '../../../domain/runs/answers/document-answer.ts';
import type { Task } from '../../../domain/task/task.ts';
import { seenBy } from '../../../domain/task/unmet-criteria.ts';
import { type Approved, approved } from '../../../work/config/approval.ts';
import { definingLine } from '../../../work/settings/named-checks.ts';
import { type CheckResult, checksFor, isDefined, type WantedCheck } from '../../checks.ts';
import { markersLeft, pathsAt, pathsOf, type RunSnapshot, takeSnapshot } from '../../git/index.ts';
import { documentsAhead, documentsTouched, inTree } from '../../living/documents.ts';
import { withoutEffect } from '../../merge/message.ts';
import { pathsOutOfScope } from '../../out-of-scope.ts';
import { containLines } from '../../sandbox/contain-lines.ts';
import { commandsOfResult } from '../../view/agent-commands.ts';
import { Halt } from '../halt.ts';
import { withRoundResult } from '../round/rounds.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { type CheckedCommit, checkCommit } from './check-commit.ts';
import { writeJudging } from './judge.ts';
import { missingWork } from './missing-work.ts';
import { changedProvided, providedPlace } from './provided-files.ts';
import type { Checking } from './run-line.ts';

/** A run's result: the snapshot of its worktree, and the fields for the run's record. */
export interface RunResult {
  snapshot: RunSnapshot;
  fields: Pick<Run, 'result'>;
}

/** Commits the run's work, and compares it with the scope. @throws BacklogError of git */
export async function takeResult(supervised: SupervisedRun, task: Task): Promise<RunResult> {
  const { place, events, context } = supervised;
  const run = supervised.run();
  const message = `${withoutEffect(task.description)}\n\nRun ${run.id} of task ${task.id}.`;
  const snapshot = await takeSnapshot(place, { base: run.base, message });
  const { commit, tree, changed, nested, ignored, filtered } = snapshot;
  const missing = await missingWork(supervised, snapshot);
  const isAsked = askedDocuments(supervised);
  const own = pathsOf(changed).filter((path) => !isAsked.has(path));
  const outside = pathsOutOfScope(context(), run, own);
  const documents = documentsOf(supervised, pathsOf(changed));
  const provided = await changedProvided(providedPlace(supervised));
  const fresh = seenBy(supervised.opened.store.state.get('task', run.task) ?? task, run);
  const more = [missing, nested].reduce((sum, { length }) => sum + Math.max(0, length - KEPT_PATHS), 0);
  const all = () => pathsAt(place, commit);
  const files = { tree: supervised.paths.tree, changed: pathsOf(changed), all };
  const result = {
    commit,
    tree,
    ...(await commandsOfResult(supervised.paths.events, files, fresh)),
    files: changed.length,
    added: changed.reduce((sum, file) => sum + file.added, 0),
    deleted: changed.reduce((sum, file) => sum + file.deleted, 0),
    paths: changed.map(({ path }) => path).slice(0, KEPT_PATHS),
    outside: outside.slice(0, KEPT_PATHS),
    nested: nested.slice(0, KEPT_PATHS),
    ...(documents.length > 0 ? { documents } : {}),
    ...(filtered.length > 0 ? { filtered: filteredIn(filtered) } : {}),
    ...(ignored.length > 0 ? { ignored: ignored.slice(0, KEPT_IGNORED) } : {}),
    ...(missing.length > 0 ? { missing: missing.slice(0, KEPT_PATHS) } : {}),
    ...(more > 0 ? { moreMissing: more } : {}),
    ...present({ fixed: run.result?.fixed, alarms: run.result?.commit === commit ? run.result.alarms : undefined }),
    ...(provided.length > 0 ? { provided: provided.slice(0, KEPT_PATHS) } : {}),
  };
  events.add({ type: 'snapshot', commit, files: changed.length, outside: outside.length });
  return { snapshot, fields: { result } };
}

/** Returns the first files with a filter for the record. Those whose filter did not run come first. */
function filteredIn(files: RunSnapshot['filtered']): NonNullable<NonNullable<Run['result']>['filtered']> {
  const [failed, others] = [files.filter((one) => one.failed), files.filter((one) => !one.failed)];
  return [...failed, ...others].slice(0, KEPT_PATHS).map(({ ran, said, ...file }) => file);
}

/** Returns the documents whose ground the result touches, with the agent's answers. */
function documentsOf({ run, opened, context, paths }: SupervisedRun, changed: readonly string[]): DocumentAnswer[] {
  const now = run();
  const single = context().repositories.all.length === 1;
  const touched = inTree(documentsTouched(opened.store.state, now, changed), paths.tree, single);
  return documentAnswers(now, touched, { changed: new Set(changed), read: now.update?.made?.base ?? now.base });
}

/** Returns the paths of the documents that the run was asked about. It may change them out of its scope. */
function askedDocuments({ run, opened }: SupervisedRun): Set<string> {
  return new Set(documentsAhead(opened.store.state, run()).map(({ path }) => path));
}

export async function putResult(supervised: SupervisedRun, { fields }: RunResult): Promise<void> {
  await supervised.note((run) => withRoundResult({ ...run, ...fields }));
}

/** Commits the run's work and stores the result in the run's record. */
export async function recordResult(supervised: SupervisedRun, task: Task): Promise<void> {
  await putResult(supervised, await takeResult(supervised, task));
}

/**
 * Lists the checks that the result must pass. If the merge queue returned the result, these include the checks that
 * failed there.
 */
export function checksOn(
  { opened, run }: SupervisedRun,
  { snapshot }: RunResult,
  task: Task,
): readonly Approved<WantedCheck>[] {
  const now = run();
  return approved(opened.store, (state) => {
    // A criterion can get its command while the agent works.
    const acceptance = state.get('task', task.uuid)?.acceptance;
    const own = checksFor(state, { ...task, acceptance }, pathsOf(snapshot.changed), now);
    const failed = checksFor(state, { checks: now.update?.checks ?? [] }, [], now);
    const more = failed.filter((check) => isDefined(check) && !own.some(({ name }) => name === check.name));
    return [...own, ...more];
  });
}

/**
 * Refuses a result that needs an undefined check. The agent can't help, because only a person can define checks.
 * @throws Halt `check_undefined`
 */
export function checkDefined(wanted: readonly WantedCheck[]): void {
  const missing = wanted.filter((check) => !isDefined(check)).map(({ name }) => name);
  if (missing.length === 0) return;
  const names = missing.map((name) => JSON.stringify(name)).join(', ');
  throw new Halt('check_undefined', `no setting defines the check ${names}: ${missing.map(definingLine).join('; ')}`);
}

/** Returns a failed check if the result still contains conflict markers of an update, otherwise undefined. */
export async function conflictMarks({ place, run }: SupervisedRun, { snapshot }: RunResult): Promise<CheckResult[]> {
  const { commit } = snapshot;
  const { made } = run().update ?? {};
  const left = made ? await markersLeft(place, commit, made) : [];
  if (left.length === 0) return [];
  const why = `conflict markers are left in ${left.join(', ')}`;
  return [{ name: 'conflict markers', ok: false, why, ms: 0, output: '', commit }];
}

/** Runs the checks on the result's commit. */
export async function checkResult(
  supervised: SupervisedRun,
  { snapshot }: RunResult,
  wanted: readonly Approved<WantedCheck>[],
  { mayFix, ...observed }: { mayFix: (check: string) => boolean } & Pick<Checking, 'observe'>,
): Promise<CheckedCommit> {
  const { place, paths, env, signal } = supervised;
  const run = supervised.run();
  const { commit } = snapshot;
  const results = [{ run, from: run.base, to: commit }];
  const judging = await writeJudging(supervised.context(), place, { file: paths.judge, wanted }, results);
  return checkCommit({
    context: supervised.context(),
    place,
    at: paths.sealed,
    commit,
    wanted,
    task: run.task,
    around: { output: paths.folder, env, signal, ...present({ judging }), ...observed },
    mayFix,
    step: (text) => supervised.events.add({ type: 'step', text }),
    told: ({ name, ok, why, ms }) => supervised.events.add({ type: 'check', name, ok, why, ms }),
  });
}

/** Returns the folder, environment and other options for the setup command in a run's worktree. */
export function checkingIn({ opened, place, paths, env, id, signal, events, run }: SupervisedRun) {
  const step = (text: string): void => events.add({ type: 'step', text });
  const contain = containLines(opened, place, { step, task: run().task });
  return { folder: paths.tree, output: paths.folder, env, run: id, store: opened.store.dir, signal, contain };
}
