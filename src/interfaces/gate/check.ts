import { toInstant } from '../../domain/instant.ts';
import { isPaused } from '../../domain/kinds/gate.ts';
import { repositoryOf } from '../../domain/repository.ts';
import { findWorkspace, openStore } from '../../store/index.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { standingIn } from '../../work/workspace/locate.ts';
import { caseInsensitive, isAlive, localHost } from '../../work/workspace/processes.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import { settingOf } from '../../work/workspace/settings.ts';
import { callerOf } from '../cli/caller.ts';
import { worktreeOfClaim } from '../hooks/edit-decision.ts';
import { claimsInTheWay, type GateFacts, gateText, heldPaths } from './held.ts';
import { type Hook, stagedPaths } from './staged.ts';

const KINDS = ['claim', 'session', 'setting', 'repository', 'gate'] as const;

export interface GateAnswer {
  refused: boolean;
  /** For stderr. */
  text?: string;
}

interface Commit extends Hook {
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * May this commit be made? The claims are read first: as long as nobody else holds anything, git is not asked what is staged.
 * @throws what the store or git say; the caller lets the commit through then
 */
export async function checkCommit({ cwd, env, now }: Commit): Promise<GateAnswer> {
  const find = (folder: string) => findWorkspace({ cwd: folder, env, home: homeFolder() });
  const where = find(cwd);
  if (!where.exists) return { refused: false };
  const { state } = await openStore({ dir: where.dir, kinds: KINDS, now: () => now });
  const repositories = recorded(state);
  const here = standingIn(where, repositories);
  const name = here && repositoryOf(here.repo, repositories)?.name;
  const gate = name === undefined ? undefined : state.get('gate', name);
  if (!here || !gate) return { refused: false };
  // Whoever shows no sign of being an agent is the person, in a terminal or in an editor's window.
  const { holder, actor } = callerOf({ env, isTerminal: true });
  const around = { now, localHost: localHost(), alive: isAlive };
  const held = claimsInTheWay(claimsHeld(state), holder, around);
  if (held.length === 0) return { refused: false };
  if (isPaused(gate, toInstant(now))) return { refused: false, text: pausedText(gate.paused?.until) };
  const facts: GateFacts = {
    ...around,
    caseInsensitive,
    held,
    holder,
    repo: here.repo,
    repositories,
    worktree: here.root,
    acrossWorktrees: settingOf(state, 'claims.acrossWorktrees') as GateFacts['acrossWorktrees'],
    worktreeOf: worktreeOfClaim({ where, store: { state } }, here.repo, find),
  };
  const found = heldPaths(stagedPaths({ cwd, env }), facts);
  if (found.length === 0) return { refused: false };
  return {
    refused: found.some(({ decision }) => decision.verdict === 'deny'),
    text: gateText(found, facts, actor.kind),
  };
}

function pausedText(until: string | undefined): string {
  return `backlog: the git hook is paused${until ? ` until ${until}` : ''}; nobody looked who holds these files`;
}
