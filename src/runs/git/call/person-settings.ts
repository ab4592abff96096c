import { join } from 'node:path';
import { readIfThere } from '../store/git-dir.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';
import { personCall } from './environment.ts';
import { git } from './git.ts';

/**
 * The part of the person's configuration that applies to runs: how files are read and written, and which are ignored.
 * Settings that start a program are left out.
 */
export interface PersonSettings {
  /** The text of a config file. */
  config: string;
  /** Patterns of ignored files from outside of `.gitignore`. */
  exclude: string;
  /** Whether the repository is a partial clone, which fetches missing files on demand. */
  partial: boolean;
}

/**
 * The `core.*` settings that apply to runs. No `filter.*` does: runs see a git-lfs file as the pointer that git stores.
 */
const KEPT = 'autocrlf|eol|ignorecase|precomposeunicode|filemode|symlinks';

/** The settings of a partial clone. */
const PARTIAL = 'remote\\..*\\.promisor|extensions\\.partialclone';

export async function personSettings(repository: GitRepository): Promise<PersonSettings> {
  const pattern = `^(core\\.(${KEPT}|excludesfile)|${PARTIAL})$`;
  const { out } = await git(
    personCall(repository, ['config', '-z', '--type=path', '--get-regexp', pattern], { codes: [0, 1] }),
  );
  const values = new Map(
    out
      .toString()
      .split('\0')
      .filter(Boolean)
      .map((entry): [string, string] => {
        // A key without a value means true.
        const end = entry.indexOf('\n');
        return end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
      }),
  );
  const excludes = values.get('core.excludesfile') ?? defaultExcludes();
  const files = [excludes, join(commonOf(repository), 'info', 'exclude')];
  const texts = await Promise.all(files.map((file) => (file ? readIfThere(file) : undefined)));
  return {
    config: ['[core]', ...[...values].filter(isKept).map(settingLine), ''].join('\n'),
    partial: [...values.keys()].some((key) => !key.startsWith('core.')),
    exclude: texts.map((text) => text?.toString() ?? '').join('\n'),
  };
}

function isKept([key, value]: [string, string]): boolean {
  return key.startsWith('core.') && /^[A-Za-z]+$/.test(value);
}

function settingLine([key, value]: [string, string]): string {
  return `\t${key.slice('core.'.length)} = ${value}`;
}

function defaultExcludes(): string | undefined {
  const { XDG_CONFIG_HOME, HOME } = process.env;
  if (XDG_CONFIG_HOME) return join(XDG_CONFIG_HOME, 'git', 'ignore');
  return HOME ? join(HOME, '.config', 'git', 'ignore') : undefined;
}
