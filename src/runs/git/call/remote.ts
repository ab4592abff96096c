import type { CommandEnd } from '../../process/run-command.ts';
import type { GitRepository } from '../store/paths.ts';
import { personCall } from './environment.ts';
import { git } from './git.ts';
import { hookedGit } from './hooked-git.ts';

/** Talks to one of the person's remotes: a repository, the name of the remote, and how long each call may take, in milliseconds. */
export interface RemoteCall {
  repository: GitRepository;
  remote: string;
  limitMs: number;
}

/** What git said when a remote did not do as asked. */
export class RemoteRefused extends Error {}

/** The names of a repository's remotes. */
export async function remotesOf(repository: GitRepository): Promise<string[]> {
  const { out } = await git(personCall(repository, ['remote']));
  return out.toString().split('\n').filter(Boolean);
}

/** Where branches of the remote are now, at the address that it is pushed to: ref -> commit; those named, or all. @throws RemoteRefused */
export async function remoteHeads(call: RemoteCall, ...refs: string[]): Promise<Map<string, string>> {
  const [address = call.remote] = (await remoteGit(call, ['remote', 'get-url', '--push', call.remote])).split('\n');
  const said = await remoteGit(call, ['ls-remote', '--heads', '--', address, ...refs]);
  const lines = said.split('\n').filter((line) => /^[0-9a-f]{40,64}\t/.test(line));
  return new Map(lines.map((line) => line.split('\t').reverse() as [string, string]));
}

export interface Push {
  /** A commit of the person's repository, or a ref at it. */
  from: string;
  /** The ref of the remote, and where it is there now: the push is refused when it moved. Undefined: it is not there. */
  to: string;
  lease: string | undefined;
}

/**
 * Pushes one commit to one branch of the remote, with the person's git, credentials and `pre-push` hook. Nothing else goes along: no tag,
 * no submodule, no other branch. @throws RemoteRefused
 */
export async function push(call: RemoteCall, { from, to, lease = '' }: Push): Promise<void> {
  const exactly = ['--no-follow-tags', '--recurse-submodules=check', `--force-with-lease=${to}:${lease}`];
  await remoteGit(call, ['push', ...exactly, '--', call.remote, `${from}:${to}`]);
}

/** Bytes of an answer that are read: a hundred thousand branches. */
const MOST_READ = 16 * 1024 * 1024;

async function remoteGit({ repository, remote, limitMs }: RemoteCall, args: readonly string[]): Promise<string> {
  const end = await hookedGit(repository, args, { limitMs, mostRead: MOST_READ });
  if (end.code === 0) return end.tail;
  const [verb = ''] = args;
  throw new RemoteRefused(end.ended === 'exited' ? serverWords(end) : `git ${verb} ${remote}: ${end.text}`);
}

/** Characters of what git, a hook and the server said that are kept. */
const MOST = 500;
/** The lines in which a server says why, git says what it refused, and either names the error. */
const TELLING = /^(remote: |\s*! \[|fatal: |error: )/;

/** Why a push was refused, in the words of the server and of git; what a hook printed where neither says more. */
function serverWords({ tail, text }: CommandEnd): string {
  const lines = tail
    .replace(/:\/\/[^/@\s]*@/g, '://')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && !/^(hint:|remote:\s*$)/.test(line));
  const telling = lines.filter((line) => TELLING.test(line) && !/^error: failed to push some refs/.test(line));
  const said = (telling.length > 0 ? telling : lines).map((line) => line.trim().replace(/^(fatal|error): /, ''));
  return said.join('; ').slice(0, MOST) || text;
}
