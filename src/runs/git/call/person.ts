import type { GitRepository } from '../store/paths.ts';
import { type Author, personCall } from './environment.ts';
import { git } from './git.ts';

/** Who the person is to git in a repository, and how their commits are signed there. */
export interface Person extends Author {
  /** The configuration that signing needs, as `key=value`; absent where commits are not signed. */
  sign?: readonly string[];
}

const NAMED = '^(user\\.(name|email|signingkey)|gpg\\..*)$';

/** Reads `user.name`, `user.email` and `commit.gpgsign` as git does there; undefined where no name or address is set. */
export async function personIn(repository: GitRepository): Promise<Person | undefined> {
  const ask = (...args: string[]) => git(personCall(repository, ['config', ...args], { codes: [0, 1] }));
  const [named, signs] = await Promise.all([
    ask('-z', '--get-regexp', NAMED),
    ask('--type=bool', '--get', 'commit.gpgsign'),
  ]);
  const rows = named.out.toString().split('\0').filter(Boolean);
  const values = new Map(rows.map((row) => row.split(/\n(.*)/s, 2) as [string, string]));
  const { GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL } = process.env;
  const [name, email] = [
    GIT_COMMITTER_NAME ?? values.get('user.name'),
    GIT_COMMITTER_EMAIL ?? values.get('user.email'),
  ];
  if (!name || !email) return undefined;
  if (signs.out.toString().trim() !== 'true') return { name, email };
  const sign = [...values].filter(([key]) => key === 'user.signingkey' || key.startsWith('gpg.'));
  return { name, email, sign: sign.map(([key, value]) => `${key}=${value}`) };
}
