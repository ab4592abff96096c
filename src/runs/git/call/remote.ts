import { withoutCredentials } from '../../../domain/repository.ts';
import type { Approved } from '../../../work/config/approval.ts';
import type { CommandEnd } from '../../process/run-command.ts';
import type { GitRepository } from '../store/paths.ts';
import { FETCH } from './environment.ts';
import { hookedGit } from './hooked-git.ts';
import { personGit } from './person-settings.ts';

/** A remote of the person's repository, and the time limit of each call to it in milliseconds. */
export interface RemoteCall {
  repository: GitRepository;
  remote: Approved<string>;
  limitMs: number;
}

/**
 * Why a call to a remote failed: the remote refused a push, it needs a login, git could not reach it, or the time limit
 * was over.
 */
export type RemoteFailure = 'rejected' | 'credentials' | 'unreachable' | 'time' | 'other';

/** Error of a failed call to a remote. Its message quotes git. */
export class RemoteRefused extends Error {
  readonly failure: RemoteFailure;

  constructor(message: string, failure: RemoteFailure) {
    super(message);
    this.failure = failure;
  }
}

/** Returns the names of the remotes. */
export async function remotesOf(repository: GitRepository): Promise<string[]> {
  const git = await personGit(repository);
  return (await git.getRemotes()).map(({ name }) => name);
}

/** Returns the address to which git pushes; the remote's name if git has none. */
export async function addressOf(call: RemoteCall): Promise<string> {
  const [address = call.remote] = (await remoteGit(call, ['remote', 'get-url', '--push', call.remote])).split('\n');
  return address;
}

/**
 * Reads the commits of a remote's branches, from the address that git uses for pushes. Without `refs`, reads all
 * branches.
 * @returns the commit of each ref, by ref
 * @throws RemoteRefused if the remote can't be read
 */
export async function remoteHeads(call: RemoteCall, ...refs: string[]): Promise<Map<string, string>> {
  const said = await remoteGit(call, ['ls-remote', '--heads', '--', await addressOf(call), ...refs]);
  const lines = said.split('\n').filter((line) => /^[0-9a-f]{40,64}\t/.test(line));
  return new Map(lines.map((line) => line.split('\t').reverse() as [string, string]));
}

export interface Push {
  /** The commit to push: a commit id or a ref of the person's repository. */
  from: string;
  /**
   * The ref on the remote. `lease` is its expected commit, or undefined if the ref should not exist. If the remote's
   * ref differs, the push fails.
   */
  to: string;
  lease: string | undefined;
}

/**
 * Pushes one commit to one branch of a remote, with the person's git, credentials and `pre-push` hook. It pushes no
 * tags, submodules or other branches.
 * @throws RemoteRefused if the push fails
 */
export async function push(call: RemoteCall, { from, to, lease = '' }: Push): Promise<void> {
  const exactly = ['--no-follow-tags', '--recurse-submodules=check', `--force-with-lease=${to}:${lease}`];
  await remoteGit(call, ['push', ...exactly, '--', call.remote, `${from}:${to}`]);
}

/**
 * Fetches one branch of a remote into its remote-tracking ref. Changes no other ref, whatever the remote's refspecs are.
 * @throws RemoteRefused if the fetch fails
 */
export async function fetchBranch(call: RemoteCall, branch: string): Promise<void> {
  const refspec = `+refs/heads/${branch}:${trackingRef(call.remote, branch)}`;
  await remoteGit(call, [...FETCH, '--refmap=', '--', call.remote, refspec], 'fetch');
}

/** Returns the ref that has the last known commit of a remote's branch. */
export const trackingRef = (remote: string, branch: string): string => `refs/remotes/${remote}/${branch}`;

/**
 * Pushes a commit to a branch of a remote as a fast-forward, with the person's git, credentials and `pre-push` hook. The
 * remote's newer commits are never overwritten.
 * @throws RemoteRefused if the push fails
 */
export async function pushForward(call: RemoteCall, commit: string, branch: string): Promise<void> {
  const exactly = ['--no-force', '--no-follow-tags', '--recurse-submodules=check'];
  await remoteGit(call, ['push', ...exactly, '--', call.remote, `${commit}:refs/heads/${branch}`]);
}

/** Maximum size of a remote's list of branches, in bytes: enough for a hundred thousand branches. */
const MOST_READ = 16 * 1024 * 1024;

async function remoteGit(
  { repository, remote, limitMs }: RemoteCall,
  args: readonly string[],
  verb = args[0] ?? '',
): Promise<string> {
  const end = await hookedGit(repository, args, { limitMs, mostRead: MOST_READ });
  if (end.code === 0) return end.tail;
  const isOver = end.ended === 'timed-out';
  const message = end.ended === 'exited' ? serverWords(end) : `git ${verb} ${remote}: ${end.text}`;
  throw new RemoteRefused(message, isOver ? 'time' : failureIn(end.tail));
}

/** What git prints about each kind of failure. The first row that matches counts. */
const FAILURES: readonly (readonly [RemoteFailure, RegExp])[] = [
  [
    'credentials',
    /could not read (username|password)|terminal prompts disabled|authentication failed|permission denied|host key verification failed/i,
  ],
  ['rejected', /! \[(remote )?rejected\]|pre-push/i],
  [
    'unreachable',
    /could not resolve host|unable to access|could not read from remote|does not appear to be a git rep|not found/i,
  ],
];

function failureIn(said: string): RemoteFailure {
  return FAILURES.find(([, says]) => says.test(said))?.[0] ?? 'other';
}

/** Maximum length of an error message from git, a hook and the server, in characters. */
const MOST = 500;
/** Matches lines with a reason: from the server, from git about a ref, or an error. */
const TELLING = /^(remote: |\s*! \[|fatal: |error: )/;

/** Git's refusal to push a commit whose submodules have commits that no remote has. The group has their paths. */
const UNPUSHED = /submodule paths contain changes that can\s+not be found on any remote:\n((?: {2}.+\n)+)/;

/** Returns the reason of a refused push from the lines of the server and git, or else the hook's output. */
function serverWords({ tail, text }: CommandEnd): string {
  const unpushed = UNPUSHED.exec(tail)?.[1];
  if (unpushed !== undefined) {
    const paths = unpushed.trim().split(/\n\s*/).join(', ');
    return `no remote has the commits of these submodules: ${paths}. Push them in the submodule first`.slice(0, MOST);
  }
  const lines = withoutCredentials(tail)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && !/^(hint:|remote:\s*$)/.test(line));
  const telling = lines.filter((line) => TELLING.test(line) && !/^error: failed to push some refs/.test(line));
  const said = (telling.length > 0 ? telling : lines).map((line) => line.trim().replace(/^(fatal|error): /, ''));
  return said.join('; ').slice(0, MOST) || text;
}
