import type { GitRepository } from '../store/paths.ts';
import { type Author, personCall } from './environment.ts';
import { git } from './git.ts';

/** The person's name and address for git, and the settings that sign their commits. */
export interface Person extends Author {
  /** Settings for signing, as `key=value`; absent when commits are not signed. */
  sign?: readonly string[];
}

const NAMED = '^(user\\.(name|email|signingkey)|gpg\\..*)$';

/**
 * Reads `user.name`, `user.email` and `commit.gpgsign` as git does in the repository.
 * @returns undefined when the name or the address is not set
 */
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
