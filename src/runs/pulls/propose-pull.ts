import { textHash } from '../../base/text-hash.ts';
import { isPersons } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Pull, Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import type { Pulls, RemotePull } from '../../services/index.ts';
import { LostAnswer, MustWait } from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import { gradesIn } from '../../work/evidence/grades.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import { storePause } from '../../work/services/links.ts';
import type { Context } from '../../work/workspace/context.ts';
import { changedFiles } from '../comments/changes.ts';
import { findRun } from '../find-run.ts';
import type { RemoteCall, RunsPlace } from '../git/index.ts';
import { issueLine } from '../outgoing/issue-line.ts';
import { pushBranch } from '../outgoing/propose.ts';
import { recordOutgoing, recordSent } from '../outgoing/record.ts';
import { riskOfRun } from '../view/risk-of-run.ts';
import { applyPull, proposedText } from './apply.ts';
import { checkSame, connectPulls, renamedBase, wholeText } from './connect.ts';
import { decideEnd } from './decide.ts';
import { hasMark, pullSection, pullTitle, withSection } from './pull-text.ts';

/**
 * Pushes a tested result to its branch, and opens or updates its pull request at a source. Each step is stored before it
 * is sent, so the next attempt recognises what an interrupted one did.
 */
export async function proposePull(
  context: Context,
  place: RunsPlace,
  run: Run,
  call: RemoteCall,
  { name, env }: { name: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const fail = (failed: string) => recordOutgoing(context, 'run_propose', [run], { failed });
  try {
    const { source, pulls } = await connectPulls(context, name, env);
    const before = context.store.state.get('pull', run.id);
    const known = before?.source === source.name ? before : undefined;
    let renamed: string | undefined;
    // What happened there since the last look decides whether there is anything to push.
    if (known?.number !== undefined && known.state === 'open') {
      const there = (await pulls.read(known.number))?.pull;
      if (there) checkSame(known, there);
      if (there && there.state !== 'open') {
        const base = await renamedBase(pulls, known, there);
        const step = decideEnd({ run, pull: base === undefined ? known : { ...known, base }, there });
        if (step.does === 'nothing') return await fail(step.text ?? `its pull request has ended there: ${there.url}`);
        return void (await applyPull(context, run, { step, there, base }));
      }
      // A pull request follows its branch to a new name.
      const isHere = there?.from?.toLowerCase() === source.list.toLowerCase();
      if (isHere && there?.branch !== known.branch) renamed = there?.branch;
    }
    const pull = await context.write('run_propose', (tx) => journal(tx, { run, source: source.name, known, renamed }));
    const own = { ...run, branch: pull.branch };
    const refused = await pushBranch(context, place, own, call, [known?.head, known?.earlier]);
    if (refused !== undefined) return await fail(`no pull request was made: ${refused}`);
    if (!(await recordSent(context, run))) return;
    const there = await openOrFind(pulls, run, pull, context);
    await update(context, { pulls, run, pull, there });
    await recordProposed(context, own, there);
  } catch (error) {
    if (error instanceof MustWait) {
      await storePause((fn) => context.write('run_propose', fn), name, error);
      return fail(`${error.message}; it goes on after ${new Date(error.until).toISOString()}`);
    }
    if (error instanceof LostAnswer) return fail(error.message);
    if (error instanceof BacklogError && SAID.includes(error.code)) return fail(wholeText(error));
    throw error;
  }
}

/** Errors about the service and its repository. */
const SAID: readonly string[] = ['service', 'conflict', 'not-found'];

/** Stores what is about to be sent. A pull request that was closed or merged there gets a new one. */
function journal(
  tx: Tx,
  { run, source, known, renamed }: { run: Run; source: string; known: Pull | undefined; renamed: string | undefined },
): Pull {
  const { branch, task, outgoing, verdict } = run;
  // A search that missed an earlier request says nothing about the one that follows.
  const { missed: _, ...searched } = known ?? {};
  const now = known?.state === 'closed' || known?.state === 'merged' ? undefined : searched;
  const isOfPerson = verdict !== undefined && verdict.rule === undefined && isPersons(verdict.actor);
  const pull: Pull = {
    ...{ source, task, branch, base: branchName(run.target), state: 'sending', mark: tx.uuid(), at: tx.at },
    ...now,
    ...(renamed === undefined ? {} : { branch: renamed }),
    ...(known && known.head !== outgoing!.commit ? { earlier: known.head } : {}),
    head: outgoing!.commit,
    rounds: isOfPerson ? 0 : (known?.rounds ?? 0),
    ...(known?.taken ? { taken: known.taken } : {}),
  };
  tx.put('pull', run.id, pull);
  return pull;
}

/** Opens the pull request, unless an earlier attempt did it, or a person. */
async function openOrFind(pulls: Pulls, run: Run, pull: Pull, context: Context): Promise<RemotePull> {
  if (pull.number !== undefined) {
    const there = (await pulls.read(pull.number))?.pull;
    if (there) return there;
  }
  const all = await pulls.ofBranch(pull.branch);
  const found =
    all.find(({ body }) => hasMark(body, pull.mark)) ??
    (await adopted(
      context,
      run,
      all.find(({ state, base }) => state === 'open' && base === pull.base),
    ));
  if (found) return found;
  const task = context.queue.get(run.task);
  const body = withSection('', pull.mark, await sectionOf(context, run, pull));
  return pulls.open({ title: pullTitle(run, task), body, branch: pull.branch, base: pull.base });
}

/**
 * Records that a pull request was opened by a person, unless another run of this queue opened it. That is stored before
 * its text gets our mark, by which the next attempt would take it for ours.
 */
async function adopted(context: Context, run: Run, there: RemotePull | undefined): Promise<RemotePull | undefined> {
  if (!there) return undefined;
  await context.write('run_propose', (tx) => {
    const pull = tx.get('pull', run.id);
    const isOurs = Array.from(tx.all('pull')).some(
      ([, other]) => other.source === pull?.source && other.number === there.number && !other.adopted,
    );
    if (pull && !isOurs) tx.put('pull', run.id, { ...pull, adopted: true });
  });
  return there;
}

/** Writes Backlog's part of the text, if it differs. */
async function update(
  context: Context,
  { pulls, run, pull, there }: { pulls: Pulls; run: Run; pull: Pull; there: RemotePull },
): Promise<void> {
  const section = await sectionOf(context, run, pull);
  const body = withSection(there.body, pull.mark, section);
  if (body !== there.body) await pulls.edit(there.number, body);
  const { number, node, url } = there;
  // An earlier attempt's pull request may have been merged or closed before this result was pushed.
  const isThere = there.state === 'open' || there.head === pull.head;
  const result = isThere ? { result: run.verdict!.commit } : {};
  await context.write('run_propose', (tx) => {
    const now = tx.get('pull', run.id);
    if (now?.mark === pull.mark)
      tx.put('pull', run.id, { ...now, ...result, number, node, url, state: 'open', sum: textHash(section) });
  });
}

/**
 * Writes Backlog's part of the text of a merged pull request again, which then says what was merged. Only the run's
 * machine has what the other parts say.
 */
export async function tellMerged(
  context: Context,
  pulls: Pulls,
  { id }: Pick<Run, 'id'>,
  there: RemotePull,
): Promise<void> {
  const run = findRun(context.store.state, id);
  const pull = context.store.state.get('pull', id);
  if (!run.merged || !pull || !hasMark(there.body, pull.mark) || !isRunHere(run, context.store)) return;
  const body = withSection(there.body, pull.mark, await sectionOf(context, run, pull));
  if (body !== there.body) await pulls.edit(there.number, body);
}

async function sectionOf(context: Context, run: Run, pull: Pull): Promise<string> {
  const task = context.queue.get(run.task);
  const { state } = context.store;
  const goal = run.goal === undefined ? undefined : state.get('goal', run.goal);
  return pullSection({
    ...{
      run,
      task,
      goal,
      head: pull.head,
      issue: issueLine(context, pull.source, run.task),
      risk: await riskIn(context, run),
    },
    grades: task ? gradesIn(state, task, run, (commit) => nameThere(commit, run, pull)) : [],
  });
}

/** Names a commit for readers there: the result by the pull request's commit, which has it. Others there have no further result. */
function nameThere(commit: string, { base, stackedOn, result }: Run, { head }: Pull): string {
  if (commit === head || commit === result?.commit) return shortCommit(head);
  return commit === base && !stackedOn ? shortCommit(base) : 'an earlier result';
}

async function riskIn(context: Context, run: Run): Promise<string | undefined> {
  const { result, base } = run;
  if (!result) return undefined;
  try {
    const changed = await changedFiles(context, run, { from: base, to: result.commit });
    const task = context.queue.get(run.task) ?? null;
    return (await riskOfRun(context, { ...run, result }, { changed, task })).text;
  } catch (error) {
    context.store.appendDiagnostic(`risk of ${run.id}: ${String(error)}`);
    return undefined;
  }
}

function recordProposed(context: Context, run: Run, there: RemotePull): Promise<void> {
  const { branch } = run;
  return recordOutgoing(context, 'run_propose', [run], ({ outgoing, verdict }, at) => ({
    outgoing: undefined,
    proposed: { commit: outgoing!.commit, result: verdict!.commit, branch, at, text: there.url },
    waits: { why: 'proposed', text: proposedText(there) },
  }));
}
