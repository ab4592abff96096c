import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import type { Approved } from '../../work/config/approval.ts';
import type { Context } from '../../work/workspace/context.ts';
import {
  bringCommit,
  bringSubmodules,
  commitsBetween,
  commitsHere,
  push,
  type RemoteCall,
  RemoteRefused,
  type RunsPlace,
  remoteHeads,
  unconvertedText,
} from '../git/index.ts';
import { mergeMessage } from '../merge/message.ts';
import { runCommand } from '../process/run-command.ts';
import { issueLineAt } from './issue-line.ts';
import { alongText } from './push.ts';
import { recordOutgoing, recordSent } from './record.ts';
import { commitsOfOthers, landedIn } from './unpushed.ts';

/**
 * Maximum length of the command's output in a run's record, in characters. The record gets the end, which contains the
 * URL of the pull request.
 */
const KEPT = 500;

/** The command in the settings that creates a pull request, and its environment. */
export interface Proposing {
  command: Approved<string>;
  env: NodeJS.ProcessEnv;
}

/**
 * Pushes a tested result to a separate branch and creates a pull request with the person's command. The run stays
 * approved until the target branch contains the result.
 */
export async function proposeRun(
  context: Context,
  place: RunsPlace,
  run: Run,
  call: RemoteCall,
  proposing: Proposing,
): Promise<void> {
  const refused = await pushBranch(context, place, run, call);
  if (refused !== undefined)
    return recordOutgoing(context, 'run_propose', [run], { failed: `no pull request was made: ${refused}` });
  if (!(await recordSent(context, run))) return;
  const issue = await issueLineAt(context, call, run.task);
  const end = await request(context, place, run, call, { ...proposing, issue });
  if ('failed' in end) return recordOutgoing(context, 'run_propose', [run], end);
  const { branch } = run;
  await recordOutgoing(context, 'run_propose', [run], ({ outgoing, verdict }, at) => ({
    outgoing: undefined,
    proposed: { commit: outgoing!.commit, result: verdict!.commit, branch, at, text: end.said },
    waits: { why: 'proposed', text: `proposed; the run is merged when your branch has the result: ${end.said}` },
  }));
}

/**
 * Pushes a result to a separate branch of the remote.
 * @param earlier further commits of ours that the branch may have
 * @returns why the push failed; undefined if the remote has the branch
 */
export async function pushBranch(
  { store }: Context,
  place: RunsPlace,
  run: Run,
  call: RemoteCall,
  earlier: readonly (string | undefined)[] = [],
): Promise<string | undefined> {
  const commit = run.outgoing!.commit;
  const to = `refs/heads/${run.branch}`;
  const unconverted = await unconvertedText(place, { old: run.base, new: commit });
  if (unconverted !== undefined) return unconverted;
  try {
    return await bringCommit(place, { id: run.id, commit }, async (from) => {
      const heads = await remoteHeads(call);
      const lease = heads.get(to);
      if (lease === commit) return undefined;
      if (lease !== undefined && lease !== run.sent && !earlier.includes(lease))
        return `${call.remote} has other commits on ${run.branch} (${shortCommit(lease)}), which Backlog doesn't overwrite`;
      const { repository } = place;
      const known = await commitsHere(repository, [...new Set(heads.values())]);
      const graph = await commitsBetween(repository, commit, known);
      const others = commitsOfOthers(graph, commit, [
        ...(await landedIn(store.state, place, run, graph)),
        { commit, base: run.base },
      ]);
      if (others.length > 0) return await alongText(call, branchName(run.target), others);
      const lacking = await bringSubmodules(place, { id: run.id, from: run.base, to: commit });
      if (lacking !== undefined) return lacking;
      await push(call, { from, to, lease });
      return undefined;
    });
  } catch (error) {
    if (error instanceof RemoteRefused) return error.message;
    throw error;
  }
}

/**
 * Runs the person's command that creates a pull request. If the command doesn't use `BACKLOG_PROPOSED`, runs it only
 * for the first result, because later pushes to the branch update the pull request.
 */
async function request(
  context: Context,
  { repository, runs }: RunsPlace,
  run: Run,
  { remote, limitMs }: RemoteCall,
  { command, env, issue }: Proposing & { issue: string | undefined },
): Promise<{ said: string } | { failed: string }> {
  const { id, branch, target, proposed } = run;
  if (proposed && !/\bBACKLOG_PROPOSED\b/.test(command)) return { said: proposed.text };
  const [title = '', ...body] = mergeMessage(context, run).split('\n');
  const file = join(runs, id, 'proposal.md');
  const text = [body.join('\n').trim(), issue].filter(Boolean).join('\n\n');
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  const words = {
    BACKLOG_BRANCH: branch,
    BACKLOG_TARGET: branchName(target),
    BACKLOG_TITLE: title,
    BACKLOG_BODY: file,
    BACKLOG_REMOTE: remote,
    BACKLOG_PROPOSED: proposed?.text ?? '',
  };
  const known = Object.entries({ ...env, ...words }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const end = await runCommand({
    command,
    cwd: repository.folder,
    env: Object.fromEntries(known),
    timeoutMs: limitMs,
  });
  const said = end.tail.trim().slice(-KEPT);
  if (end.code !== 0) return { failed: `runs.propose: ${end.text}${said ? `: ${said}` : ''}` };
  return { said: said || proposed?.text || `${remote}/${branch}` };
}
