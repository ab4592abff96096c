import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { isPaused } from '../../domain/kinds/git-hook.ts';
import { oneLine } from '../../text/safe.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { worktreeOfClaim } from '../../work/claim/edit.ts';
import { leaseFacts } from '../../work/claim/lease-facts.ts';
import { caseRuleOf } from '../../work/paths/letter-case.ts';
import { TOKEN_VARIABLE } from '../../work/people/tokens.ts';
import { ancestorProcesses } from '../../work/processes/processes.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { terminalCaller } from '../cli/caller.ts';
import { type CommitFacts, claimsInTheWay, commitRefusalText, heldPaths } from './held-files.ts';
import { type HookQuestion, queueOfHook } from './read-queue.ts';
import { stagedPaths } from './staged-files.ts';

export interface HookAnswer {
  refused: boolean;
  /** Text that the hook prints on stderr. */
  text?: string;
}

/** Returns the text about a commit that continues without a check, with the next step if there is one. */
export function uncheckedText(error: unknown): string {
  const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
  const hint = error instanceof BacklogError && error.hint ? `\n${error.hint}` : '';
  return `backlog: claims were not checked, and the commit continues: ${reason}${hint}`;
}

/**
 * Decides whether a commit is allowed. Reads the claims first, so that without claims of others git needn't list the
 * staged files.
 * @throws errors of the store and of git, after which the caller allows the commit
 */
export async function checkCommit(asked: HookQuestion): Promise<HookAnswer> {
  const { cwd, env, now } = asked;
  const found = await queueOfHook(asked);
  if (!found) return { refused: false };
  if ('gone' in found) return { refused: false, text: goneText(found.gone) };
  const { where, state, gate, here, repositories, find, alive, silentFor, holderOf } = found;
  const claims = claimsHeld(state);
  if (claims.length === 0) return { refused: false };
  // A caller without signs of an agent counts as a person: at a terminal, in an editor or in a script.
  const person = committer(env, true);
  const { actor } = person;
  const holder = holderOf(person);
  const holders = [holder, holderOf(committer(env, false))];
  const around = leaseFacts(state, { alive, silentFor }, now);
  const held = claimsInTheWay(claims, { holders, ancestors: ancestorProcesses() }, around);
  if (held.length === 0) return { refused: false };
  if (isPaused(gate, toInstant(now))) return { refused: false, text: pausedText(gate.paused?.until) };
  const facts: CommitFacts = {
    ...around,
    caseInsensitive: caseRuleOf(() => repositories),
    held,
    holder,
    repo: here.repo,
    repositories,
    worktree: here.root,
    acrossWorktrees: settingOf(state, 'claims.acrossWorktrees') as CommitFacts['acrossWorktrees'],
    worktreeOf: worktreeOfClaim({ where, state, find }, here.repo),
  };
  const paths = heldPaths(stagedPaths({ cwd, env }), facts);
  if (paths.length === 0) return { refused: false };
  return {
    refused: paths.some(({ decision }) => decision.verdict === 'deny'),
    text: commitRefusalText(paths, facts, actor.kind),
  };
}

/** Returns the caller of a commit. An invalid token in its environment counts as none, so that claims are checked. */
function committer(env: HookQuestion['env'], isTerminal: boolean): Caller {
  try {
    return terminalCaller({ env, isTerminal });
  } catch {
    return terminalCaller({ env: { ...env, [TOKEN_VARIABLE]: undefined }, isTerminal });
  }
}

function goneText(dir: string): string {
  return `backlog: claims were not checked: the queue of this repository is not at ${oneLine(dir)}. If it moved, set BACKLOG_HOME or run: backlog git-hook install`;
}

function pausedText(until: string | undefined): string {
  return `backlog: claims were not checked: the pre-commit hook is paused${until ? ` until ${until}` : ''}`;
}
