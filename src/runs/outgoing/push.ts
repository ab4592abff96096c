import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import type { Context } from '../../work/workspace/context.ts';
import {
  commitsBetween,
  commitsHere,
  type GitRepository,
  isAncestor,
  namedCommits,
  push,
  type RemoteCall,
  RemoteRefused,
  remoteHeads,
} from '../git/index.ts';
import { recordOutgoing } from './record.ts';
import { branchArguments } from './remote.ts';
import { commitsOfOthers, type LandedCommit, landedIn } from './unpushed.ts';

/**
 * Pushes merged commits of a target branch to the remote. It pushes the newest commit whose push includes no commit of
 * a person, because people push their own commits themselves.
 */
export async function pushTarget(context: Context, call: RemoteCall, runs: readonly Run[]): Promise<void> {
  const [first] = runs as [Run];
  const landed = landedIn(context.store.state, first);
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
const told = (run: Run, text: string) => (run.merged ? { merged: { ...run.merged, push: text } } : {});

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
  wanted: readonly string[],
  landed: readonly LandedCommit[],
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
    const [there, missing] = await parted(repository, wanted, tip);
    const [here, gone] = await parted(repository, missing, ref);
    if (here.length === 0) return { there, gone };
    if (!(await isAncestor(repository, tip, ref)))
      return {
        there,
        gone,
        failed: `${branch} and ${remote}/${branch} have diverged: git pull ${named}`,
      };
    const graph = await commitsBetween(repository, ref, [tip]);
    const newest = graph.map(({ commit }) => commit).filter((commit) => here.includes(commit));
    // A push with a lease overwrites the remote's branch. So the commit must descend from the remote's commit.
    const onTop = await comingFrom(repository, newest, tip);
    const free = onTop.find((commit) => commitsOfOthers(graph, commit, landed).length === 0);
    if (free !== undefined) {
      await push(call, { from: free, to: ref, lease: tip });
      there.push(...(await parted(repository, here, free))[0]);
    }
    const left = newest.find((commit) => !there.includes(commit));
    if (left === undefined) return { there, gone };
    const along = onTop.includes(left) ? left : graph[0]!.commit;
    return { there, gone, failed: await alongText(call, branch, commitsOfOthers(graph, along, landed)) };
  } catch (error) {
    if (!(error instanceof RemoteRefused)) throw error;
    return unsent(error.message);
  }
}

const unsent = (failed: string): Sent => ({ there: [], gone: [], failed });

/** Divides commits into those that a ref or commit contains, and the others. */
async function parted(
  repository: GitRepository,
  commits: readonly string[],
  of: string,
): Promise<[has: string[], lacks: string[]]> {
  const has = await Promise.all(commits.map((commit) => isAncestor(repository, commit, of)));
  return [commits.filter((_, at) => has[at]), commits.filter((_, at) => !has[at])];
}

async function comingFrom(repository: GitRepository, commits: readonly string[], from: string): Promise<string[]> {
  const comes = await Promise.all(commits.map((commit) => isAncestor(repository, from, commit)));
  return commits.filter((_, at) => comes[at]);
}

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
