import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { isPaused } from '../../domain/kinds/git-hook.ts';
import type { GitHook, Repository } from '../../domain/records.ts';
import { repositoryOf, type Standing } from '../../domain/repository.ts';
import { findWorkspace, openStore, type Store, storeOf, type Workspace } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { worktreeOfClaim } from '../../work/claim/edit.ts';
import { type Judging, judgingIn, leaseFacts } from '../../work/claim/lease-facts.ts';
import { caseRuleOf, standingIn } from '../../work/paths/locate.ts';
import { TOKEN_VARIABLE } from '../../work/people/tokens.ts';
import { ancestorProcesses } from '../../work/processes/processes.ts';
import { holderIn } from '../../work/processes/queue-machine.ts';
import { ACROSS_WORKTREES, valueOfRow } from '../../work/settings/edit-settings.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { recorded } from '../../work/workspace/repositories.ts';
import { terminalCaller } from '../cli/caller.ts';
import { type CommitFacts, claimsInTheWay, commitRefusalText, heldPaths } from './held-files.ts';

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
export async function decideCommit(asked: HookQuestion): Promise<HookAnswer> {
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
    acrossWorktrees: valueOfRow(state, ACROSS_WORKTREES) as CommitFacts['acrossWorktrees'],
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

const KINDS = ['claim', 'session', 'setting', 'config', 'consent', 'repository', 'gate'] as const;

/** A queue with a pre-commit hook in the repository of a commit. */
interface HookQueue extends Judging {
  where: Workspace;
  state: Store['state'];
  /** Returns a caller's holder in this queue. */
  holderOf(caller: Caller): string;
  gate: GitHook;
  here: Standing;
  repositories: readonly Repository[];
  /** Finds the workspace of another folder in the same way as the hook's own workspace. */
  find(folder: string): Workspace;
}

/** Git's data for the hook, and the store from the installation of the hook. */
interface HookQuestion extends Hook {
  /** `BACKLOG_HOME=FOLDER` or `BACKLOG_DIR=FOLDER`. */
  store?: string | undefined;
  /** Current time, in milliseconds since the epoch. */
  now: number;
}

/**
 * Finds the queue that checks the commits of a repository. Uses the environment or the queue's folder at the time of
 * the installation, because a program that was started from the desktop lacks a shell's BACKLOG_HOME. If GIT_DIR is
 * set, it names the repository instead of the folder.
 * @returns undefined without such a queue; `gone` with the queue's folder if the queue no longer exists
 */
async function queueOfHook({ cwd, env, store, now }: HookQuestion): Promise<HookQueue | { gone: string } | undefined> {
  const gitDir = env.GIT_DIR && resolve(cwd, env.GIT_DIR);
  const [variable = '', folder] = store?.split(/=(.*)/s) ?? [];
  const named = {
    ...env,
    BACKLOG_DIR: undefined,
    BACKLOG_STORE: undefined,
    BACKLOG_HOME: undefined,
    [variable]: folder,
  };
  let last: Workspace | undefined;
  let isThere = false;
  for (const by of folder ? [env, named] : [env]) {
    const find = (at: string) => findWorkspace({ cwd: at, env: by, home: homeFolder() });
    const where = findWorkspace({ cwd, env: by, home: homeFolder(), ...(gitDir ? { gitDir } : {}) });
    const isSame = where.dir === last?.dir;
    last = where;
    isThere ||= where.exists;
    const gated = where.exists && !isSame && (await gateIn(where, now));
    if (gated) return { ...gated, where, find };
  }
  const isKnown = last?.marked || variable === 'BACKLOG_DIR';
  return last && isKnown && !isThere ? { gone: last.dir } : undefined;
}

async function gateIn(where: Workspace, now: number): Promise<Omit<HookQueue, 'where' | 'find'> | undefined> {
  const store = await openStore({ ...storeOf(where), kinds: KINDS, now: () => now });
  const { state } = store;
  const repositories = recorded(state);
  const here = standingIn(where, repositories);
  const name = here && repositoryOf(here.repo, repositories)?.name;
  const gate = name === undefined ? undefined : state.get('gate', name);
  return (
    here &&
    gate && { state, gate, here, repositories, ...judgingIn(store), holderOf: ({ holder }) => holderIn(store, holder) }
  );
}

/** The folder and the environment in which git runs its hooks. */
interface Hook {
  /** Top folder of the worktree. */
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Maximum time in milliseconds for git to list the staged files. A million files take seconds. */
const ANSWER_MS = 20_000;
/** Maximum size of git's output in bytes, enough for the names of more than a million files. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Returns the paths that a commit changes, from the top of the worktree. Includes both names of a renamed file, deleted
 * files and changes of the mode. Omits files that a merge brings in unchanged, because they were committed elsewhere.
 * The environment of git's hooks names the index of the commit (`commit -a`, `commit PATHS`).
 */
function stagedPaths(hook: Hook): string[] {
  const [ours = [], ...theirs] = ['HEAD', ...mergedIn(hook)].map((parent) => changedFrom(parent, hook));
  const sets = theirs.map((changed) => new Set(changed));
  return ours.filter((path) => sets.every((changed) => changed.has(path)));
}

function changedFrom(parent: string, hook: Hook): string[] {
  try {
    return pathsIn(git(hook, 'diff-index', '--cached', '--name-only', '--no-renames', '-z', parent, '--'));
  } catch (error) {
    // The first commit has no parent.
    if (parent !== 'HEAD' || hasCommits(hook)) throw error;
    return pathsIn(git(hook, 'ls-files', '--cached', '-z'));
  }
}

function hasCommits(hook: Hook): boolean {
  try {
    return git(hook, 'rev-parse', '--quiet', '--verify', 'HEAD') !== '';
  } catch {
    return false;
  }
}

/** Returns the commits that the current merge brings in, from git's files. */
function mergedIn(hook: Hook): string[] {
  const folder = gitFolder(hook);
  const noted = folder && readText(join(folder, 'MERGE_HEAD'));
  return noted ? noted.split('\n').filter(Boolean) : [];
}

/**
 * Returns the git folder of this worktree. Doesn't start git, because a git process would take as long as the rest of
 * the check.
 */
function gitFolder({ cwd, env }: Hook): string | undefined {
  if (env.GIT_DIR) return resolve(cwd, env.GIT_DIR);
  const dotGit = join(cwd, '.git');
  if (statSync(dotGit, { throwIfNoEntry: false })?.isDirectory()) return dotGit;
  const named = /^gitdir: (.+?)\s*$/.exec(readText(dotGit) ?? '')?.[1];
  return named && resolve(cwd, named);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function pathsIn(text: string): string[] {
  return text.split('\0').filter((path) => path !== '');
}

/** Runs git and returns its output. git takes no lock, because the waiting commit has the lock. */
function git({ cwd, env }: Hook, ...args: string[]): string {
  const options = { cwd, env: { ...env, GIT_OPTIONAL_LOCKS: '0' }, timeout: ANSWER_MS, maxBuffer: MOST_BYTES };
  return execFileSync('git', args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
}
