import { present } from '../../base/present.ts';
import { capital } from '../../base/quote.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Pull, Run } from '../../domain/records.ts';
import { ciCheckOf } from '../../domain/runs/answers/ci-answer.ts';
import { unattested } from '../../domain/runs/landed/attestation.ts';
import { isProposed } from '../../domain/runs/merge-order.ts';
import type { Pulls, RemoteCheck, RemotePull, RequiredCheck } from '../../services/index.ts';
import { same, type Tx } from '../../store/index.ts';
import { approved } from '../../work/config/approval.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import { commandBy } from '../../work/settings/agreed-commands.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { commitsHere, fetchBranch, isAncestor, tipOf, trackingRef } from '../git/index.ts';
import { moveRun, putRun } from '../lifecycle/apply-transition.ts';
import { completeTaskOf } from '../lifecycle/task-effects.ts';
import { may } from '../lifecycle/transitions.ts';
import { landedNote } from '../merge/message.ts';
import { runSettings } from '../run-settings.ts';
import { attestRun } from '../upkeep/attest-run.ts';
import { decideAttested, type PullStep, requiredState } from './decide.ts';
import { pullStands, startRound } from './round.ts';

const GITHUB: Caller = { actor: ownActor('github'), holder: 'system:github' };

/** Returns the context whose changes have the service as their author. */
export const asService = (context: Context): Context => context.with({ caller: GITHUB });

/** Changes a pull request's record; undefined if it belongs to another pull request by now. */
function putPull(tx: Tx, run: string, there: Pick<RemotePull, 'number'>, change: Partial<Pull>): Pull | undefined {
  const now = tx.get('pull', run);
  if (now?.number !== there.number) return undefined;
  const next = { ...now, ...change };
  tx.put('pull', run, next);
  return next;
}

/** Records that the service merged a pull request: the run is merged, and its task completed. */
async function landedThere(
  context: Context,
  before: Run,
  {
    step: { commit, text, taken = [], attested },
    there,
  }: { step: Extract<PullStep, { does: 'land' }>; there: RemotePull },
): Promise<void> {
  const by = asService(context);
  const { id } = before;
  await by.write('run_land', (tx) => {
    const run = findRun(tx, id);
    if (!may('find', run.state) || !pullStands(tx, before)) return;
    const pull = putPull(tx, id, there, { state: 'merged' });
    if (!pull) return;
    if (taken.length > 0) putPull(tx, id, there, { taken: [...new Set([...(pull.taken ?? []), ...taken])] });
    const merged = moveRun(tx, id, 'find', {
      merged: { commit, at: tx.at, there: pull.source, shared: true, ...present({ attested }) },
    });
    completeTaskOf(
      tx,
      by,
      merged,
      [landedNote(merged), ...(text === undefined ? [] : [`${capital(text)}: ${there.url}`])].join(' '),
    );
  });
}

/** Records that somebody closed a pull request there without a merge. The run then waits for a decision. */
async function closedThere(
  context: Context,
  { id }: Run,
  { step, there }: { step: Extract<PullStep, { does: 'close' }>; there: RemotePull },
): Promise<void> {
  const said = step.text === undefined ? '' : ` (${step.text})`;
  const text = `its pull request was closed there without a merge${said}: ${there.url}. Approve it again for a new one, request changes, or discard it`;
  await asService(context).write('run_bounce', (tx) => {
    if (putPull(tx, id, there, { state: 'closed' })) toReview(tx, findRun(tx, id), { why: 'closed', text });
  });
}

/** Returns a run to review. A later approval proposes its result again. */
function toReview(tx: Tx, run: Run, waits: NonNullable<Run['waits']>): void {
  if (run.state === 'approved') moveRun(tx, run.id, 'bounce', { verdict: undefined, proposed: undefined, waits });
  else if (run.state === 'review') putRun(tx, { ...run, waits });
}

/**
 * Compares what was merged there with the approved result. The commit is fetched first, if a setting names the remote:
 * only its remote-tracking ref changes.
 */
async function attested(
  context: Context,
  run: Run,
  step: Extract<PullStep, { does: 'land' }>,
  there: RemotePull,
): Promise<PullStep> {
  const repository = context.repositories.all.find(({ name }) => name === run.repository);
  if (!repository || !isRunHere(run, context.store))
    return decideAttested(step, await attestRun(context, run, step.commit), there);
  const { push: remote, pushMs } = approved(context.store, (now) => runSettings(now, run.repository));
  const isHere = async () => (await commitsHere(repository, [step.commit])).length > 0;
  if (remote !== '' && !(await isHere()))
    await fetchBranch({ repository, remote, limitMs: pushMs }, there.base).catch((error: unknown) => {
      context.store.appendDiagnostic(`fetch of ${there.base} for ${run.id}: ${String(error)}`);
    });
  if (!(await isHere()))
    return { ...step, attested: unattested(step.commit, `the commit is not here until you pull ${there.base}`) };
  const tracking = trackingRef(remote, there.base);
  const tip = (await isAncestor(repository, step.commit, tracking)) ? await tipOf({ repository }, tracking) : undefined;
  return decideAttested(step, await attestRun(context, run, step.commit, tip ?? step.commit), there);
}

/**
 * Does what was decided about a run, unless the run changed meanwhile.
 * @returns what it did: a merge without any of the approved work asks
 */
export async function applyPull(
  context: Context,
  run: Run,
  {
    step: decided,
    there,
    others,
    base,
    ci,
  }: {
    step: PullStep;
    there: RemotePull;
    others?: Pull['others'] | undefined;
    /** The new name of the branch into which it is merged. */
    base?: string | undefined;
    /** What CI reports about the criteria of the run's task. */
    ci?: CiReport | undefined;
  },
): Promise<PullStep> {
  const by = asService(context);
  const step = decided.does === 'land' ? await attested(context, run, decided, there) : decided;
  const news = {
    ...(others && !same(others, context.store.state.get('pull', run.id)?.others ?? []) ? { others } : {}),
    ...(base === undefined ? {} : { base }),
  };
  if (Object.keys(news).length > 0) await by.write('run_propose', (tx) => void putPull(tx, run.id, there, news));
  await noteCi(by, run, ci);
  await act(context, by, run, { step, there });
  return step;
}

async function act(
  context: Context,
  by: Context,
  run: Run,
  { step, there }: { step: PullStep; there: RemotePull },
): Promise<void> {
  switch (step.does) {
    case 'land':
      return landedThere(context, run, { step, there });
    case 'close':
      return closedThere(context, run, { step, there });
    case 'reopen':
      return by.write('run_bounce', (tx) => {
        const now = findRun(tx, run.id);
        const text = `its pull request was opened again there: ${there.url}. Approve it to continue`;
        if (putPull(tx, run.id, there, { state: 'open' }) && now.waits?.why === 'closed')
          putRun(tx, { ...now, waits: { why: 'reopened', text } });
      });
    case 'ask':
      return askThere(by, run, { step, there });
    case 'round': {
      const ask = await startRound(by, run, { step, there });
      return ask && askThere(by, run, { step: ask, there });
    }
    case 'nothing':
      return tellStep(by, run, { text: step.text, there });
  }
}

/** Returns a run to review with the reason. */
async function askThere(
  by: Context,
  run: Run,
  { step, there }: { step: Extract<PullStep, { does: 'ask' }>; there: RemotePull },
): Promise<void> {
  await by.write('run_bounce', (tx) => {
    if (!pullStands(tx, run)) return;
    toReview(tx, findRun(tx, run.id), { why: step.why, text: step.text });
    if (ENDED.includes(step.why)) putPull(tx, run.id, there, { state: 'closed' });
  });
}

/** Reasons after which the next approval opens a new pull request. */
const ENDED: readonly string[] = ['retargeted', 'superseded'];

/** Says why an open pull request makes no progress; without a reason, that it is proposed. */
async function tellStep(
  by: Context,
  run: Run,
  { text, there }: { text: string | undefined; there: RemotePull },
): Promise<void> {
  const isTold = run.waits?.why === 'proposed' && there.state === 'open';
  const said = text ?? (isTold ? proposedText(there) : undefined);
  if (said !== undefined && run.waits?.text !== said) await tell(by, run, said);
}

/** Says that a result is in a pull request. */
export const proposedText = ({ url }: RemotePull): string =>
  `proposed; the run is merged when the pull request is: ${url}`;

async function tell(context: Context, run: Run, text: string): Promise<void> {
  await context.write('run_defer', (tx) => {
    const now = findRun(tx, run.id);
    if (pullStands(tx, run) && isProposed(now)) putRun(tx, { ...now, waits: { why: 'proposed', text } });
  });
}

/** What CI reports about a run; null if none of it counts for the run's result. */
export type CiReport = NonNullable<Run['ci']> | null;

interface Reported {
  pull: Pull;
  required: readonly RequiredCheck[];
  checks: readonly RemoteCheck[];
}

/**
 * Returns what CI reports about the checks that criteria of the run's task name, and to which a person agreed. Only
 * required checks count, and only reports about the pull request's own commit.
 * @returns null if nothing counts: no criterion names a required check any more, or the result that this commit has is
 * not known
 */
export function ciReport({ store }: Context, run: Run, { pull, required, checks }: Reported): CiReport {
  const { head, result } = pull;
  const { acceptance = [] } = store.state.get('task', run.task) ?? {};
  const agreed = acceptance.flatMap(({ by }) => (by && commandBy(store.state, by, run.repository) ? by : []));
  const named = new Set(agreed.flatMap((by) => ciCheckOf(by) ?? []));
  const wanted = required.filter(({ name }) => named.has(name));
  if (result === undefined || wanted.length === 0) return null;
  const { red, passed, missing } = requiredState(wanted, checks, head);
  const failed = new Set(red.map(({ name }) => name));
  const found = [...new Set(wanted.map(({ name }) => name))].map((name) => {
    if (failed.has(name)) return { name, ok: false };
    return passed.has(name) && !missing.includes(name) ? { name, ok: true } : { name };
  });
  return { commit: head, result, checks: found };
}

/**
 * Stores what CI reports now. A check that failed later takes back what it gave, and so does a check that is no longer
 * required, or another commit in the pull request.
 * @param ci undefined if nobody asked CI, because the pull request is closed or merged
 */
async function noteCi(by: Context, run: Run, ci: CiReport | undefined): Promise<void> {
  if (ci === undefined || same(ci ?? undefined, findRun(by.store.state, run.id).ci)) return;
  await by.write('run_defer', (tx) => {
    if (!pullStands(tx, run)) return;
    const { ci: _, ...rest } = findRun(tx, run.id);
    putRun(tx, { ...rest, ...(ci === null ? {} : { ci }) });
  });
}

/** Maximum number of failed checks whose reason is read. */
const MOST_REASONS = 5;

/** Adds to failed checks why they failed. */
export async function withReasons(
  pulls: Pulls,
  checks: readonly RemoteCheck[],
  failed: readonly RemoteCheck[],
): Promise<RemoteCheck[]> {
  const reasons = new Map<RemoteCheck, string[]>();
  for (const check of failed.slice(0, MOST_REASONS)) reasons.set(check, await pulls.reasonOf(check));
  return checks.map((check) => (reasons.has(check) ? { ...check, reason: reasons.get(check)! } : check));
}
