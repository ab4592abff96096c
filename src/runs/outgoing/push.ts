import type { Grouped } from '../../base/iterables.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import type { Context } from '../../work/workspace/context.ts';
import {
  type CommitNode,
  commitsBetween,
  commitsHere,
  commitsNotIn,
  namedCommits,
  push,
  type RemoteCall,
  RemoteRefused,
  remoteHeads,
} from '../git/index.ts';
import { runsFolder } from '../run-folder.ts';
import { recordOutgoing } from './record.ts';
import { branchArguments } from './remote.ts';
import { type LandedCommit, landedIn, planPush } from './unpushed.ts';

/** Pushes merged commits of a target branch to the remote, as {@link planPush} decides. */
export async function pushTarget(context: Context, call: RemoteCall, runs: Grouped<Run>): Promise<void> {
  const [first] = runs;
  const place = { runs: runsFolder(context), repository: call.repository };
  const landed = (graph: readonly CommitNode[]) => landedIn(context.store.state, place, first, graph);
  const { there, gone, failed } = await sendLanded(call, first.target, commitsOf(runs), landed);
  const having = (commits: readonly string[]) => runs.filter((run) => commits.includes(run.merged?.commit ?? ''));
  const pushed = `pushed to ${call.remote}`;
  await recordOutgoing(context, 'run_push', having(there), (run) => ({ ...told(run, pushed), outgoing: undefined }));
  await recordOutgoing(context, 'run_push', having(gone), () => ({ outgoing: undefined }));
  const left = runs.filter((run) => ![...there, ...gone].includes(run.merged?.commit ?? ''));
  if (failed !== undefined)
    await recordOutgoing(context, 'run_push', left, { failed: `not pushed to ${call.remote}: ${failed}` });
}

const commitsOf = (runs: readonly Run[]) => runs.flatMap(({ merged }) => merged?.commit ?? []);
const told = (run: Run, text: string) =>
  run.merged ? { merged: { ...run.merged, push: text, shared: true as const } } : {};

interface Sent {
  /** Ids of merged commits that the remote has. */
  there: string[];
  /** Ids of merged commits that the local branch no longer has. */
  gone: string[];
  /** The reason why the other commits were not pushed. */
  failed?: string;
}

async function sendLanded(
  call: RemoteCall,
  ref: string,
  merged: readonly string[],
  landedAmong: (graph: readonly CommitNode[]) => Promise<LandedCommit[]>,
): Promise<Sent> {
  const { repository, remote } = call;
  const branch = branchName(ref);
  const named = branchArguments(remote, branch);
  try {
    const tip = (await remoteHeads(call, ref)).get(ref);
    if (tip === undefined)
      return unsent(`${remote} has no branch ${branch} yet. Push it yourself the first time: git push ${named}`);
    if ((await commitsHere(repository, [tip])).length === 0)
      return unsent(`${remote} has commits of ${branch} that this repository lacks: git pull ${named}`);
    const lacking = await commitsNotIn(repository, tip, merged);
    const there = merged.filter((commit) => !lacking.has(commit));
    if (lacking.size === 0) return { there, gone: [] };
    const graph = await commitsBetween(repository, ref, [tip]);
    const landed = await landedAmong(graph);
    const { gone, push: wanted, stays } = planPush({ tip, graph, wanted: [...lacking], landed });
    if (wanted) await push(call, { from: wanted.commit, to: ref, lease: tip });
    const sent = { there: [...there, ...(wanted?.brings ?? [])], gone };
    if (stays === undefined) return sent;
    if (stays === 'diverged')
      return { ...sent, failed: `${branch} and ${remote}/${branch} have diverged: git pull ${named}` };
    return { ...sent, failed: await alongText(call, branch, stays.others) };
  } catch (error) {
    if (!(error instanceof RemoteRefused)) throw error;
    return unsent(error.message);
  }
}

const unsent = (failed: string): Sent => ({ there: [], gone: [], failed });

/** Explains that a push would include a person's own commits. */
export async function alongText(
  { repository, remote }: RemoteCall,
  branch: string,
  commits: readonly string[],
): Promise<string> {
  const named = await namedCommits(repository, commits);
  const [what, them] = commits.length === 1 ? ['a commit', 'it'] : [`${commits.length} commits`, 'them'];
  return `the push would include ${what} of ${branch} that no run made: ${named}. Push ${them} yourself (git push ${branchArguments(remote, branch)}), or remove ${them}`;
}
