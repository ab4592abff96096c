import { join } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { readIfThere } from '../store/git-dir.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { type Author, personCall, personEnvironment } from './environment.ts';
import { git } from './git.ts';

/**
 * The part of the person's configuration that applies to runs: the encoding of files, and ignored files. It has no
 * settings that start a program.
 */
export interface PersonSettings {
  /** The settings as text of a git config file. */
  config: string;
  /** Patterns of ignored files from other sources than `.gitignore`. */
  exclude: string;
}

/**
 * The `core.*` settings that apply to runs. Settings of filters don't apply: runs see a file as git stores it, such as a
 * git-lfs pointer, and a result's files go through the clean filters later (`filterIndex`). Nor do those that git found out about the disk of the person's checkout, see `diskSettings`.
 */
const KEPT = 'autocrlf|eol|precomposeunicode';

export async function personSettings(repository: GitRepository): Promise<PersonSettings> {
  const pattern = `^core\\.(${KEPT}|excludesfile)$`;
  const { out } = await git(
    personCall(repository, ['config', '-z', '--type=path', '--get-regexp', pattern], { codes: [0, 1] }),
  );
  const values = settingValues(out);
  const excludes = values.get('core.excludesfile') ?? defaultExcludes();
  const files = [excludes, join(commonOf(repository), 'info', 'exclude')];
  const texts = await Promise.all(files.map((file) => (file ? readIfThere(file) : undefined)));
  return {
    config: ['[core]', ...[...values].filter(isKept).map(settingLine), ''].join('\n'),
    exclude: texts.map((text) => text?.toString() ?? '').join('\n'),
  };
}

function isKept([key, value]: [string, string]): boolean {
  return key !== 'core.excludesfile' && /^[A-Za-z]+$/.test(value);
}

function settingLine([key, value]: [string, string]): string {
  return `\t${key.slice('core.'.length)} = ${value}`;
}

function defaultExcludes(): string | undefined {
  const { XDG_CONFIG_HOME, HOME } = process.env;
  if (XDG_CONFIG_HOME) return join(XDG_CONFIG_HOME, 'git', 'ignore');
  return HOME ? join(HOME, '.config', 'git', 'ignore') : undefined;
}

/** Parses the output of `config -z --get-regexp`. */
export const settingValues = (out: Buffer) => new Map(out.toString().split('\0').filter(Boolean).map(configEntry));

/** Splits `name LF value`. A setting without a value is true (git-config(1)). */
export function configEntry(line: string): [name: string, value: string] {
  const end = line.indexOf('\n');
  return end < 0 ? [line, 'true'] : [line.slice(0, end), line.slice(end + 1)];
}

/** The person's name and address for git, and the settings for signing commits. */
export interface Person extends Author {
  /** Settings for signing, each as `key=value`; absent if the person does not sign commits. */
  sign?: readonly string[];
}

const NAMED = '^(user\\.(name|email|signingkey)|gpg\\..*|commit\\.gpgsign)$';
/** Checks whether git reads a value as false. */
export const isOff = (value: string): boolean => /^(false|no|off|0*)$/i.test(value);

/**
 * Reads `user.name`, `user.email` and `commit.gpgsign` as git does in the repository.
 * @returns undefined if the name or the address is not set
 */
export async function personIn(repository: GitRepository): Promise<Person | undefined> {
  const { out } = await git(personCall(repository, ['config', '-z', '--get-regexp', NAMED], { codes: [0, 1] }));
  const values = settingValues(out);
  const { GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL } = process.env;
  const [name, email] = [
    GIT_COMMITTER_NAME ?? values.get('user.name'),
    GIT_COMMITTER_EMAIL ?? values.get('user.email'),
  ];
  if (!name || !email) return undefined;
  if (isOff(values.get('commit.gpgsign') ?? 'false')) return { name, email };
  const sign = [...values].filter(([key]) => key === 'user.signingkey' || key.startsWith('gpg.'));
  return { name, email, sign: sign.map(([key, value]) => `${key}=${value}`) };
}

/**
 * Returns simple-git for the person's repository. It gets only the variables that a reading command needs, because
 * simple-git refuses git's own variables and variables that name a program.
 */
export async function personGit(repository: GitRepository): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  const wanted = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'LC_ALL'];
  const environment = Object.entries(personEnvironment()).filter(([name]) => wanted.includes(name));
  return simpleGit({ baseDir: commonOf(repository), trimmed: true }).env(Object.fromEntries(environment));
}
