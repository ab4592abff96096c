import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProgressReport } from '../../../base/progress.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { withoutCredentials } from '../../../domain/repository.ts';
import { isFolder } from '../../../work/paths/folder.ts';
import { HOOKED, personEnvironment } from './environment.ts';
import { git } from './git.ts';

/** The transports that a clone may use. Others, such as `ext::`, start any program. */
const TRANSPORTS = ['file', 'git', 'http', 'https', 'ssh'] as const;

const ADDRESS = new RegExp(`^(?:${TRANSPORTS.join('|')})://[^/@\\s]*@?[^-\\s/@][^\\s]*$`);
/** `user@host:path`, as git writes addresses of ssh. */
const SHORT_SSH = /^(?:[A-Za-z0-9_][\w.-]*@)?[A-Za-z0-9][\w.-]*:(?![/:\\]{2})[^-\s:][^\s]*$/;
/** A folder of this machine. */
const FOLDER = /^(?:\/|\.{1,2}\/|~\/)\S/;

/**
 * Checks whether git can clone from an address safely. A safe address starts no program, isn't an option of git, and has
 * no control character.
 */
export function isCloneable(address: string): boolean {
  if (/[\p{Cc}\s]/u.test(address) || /^[^/]*::/.test(address) || address.startsWith('-')) return false;
  const host = /^[a-z]+:\/\/(?:[^/@]*@)?([^/]*)/.exec(address)?.[1];
  if (host?.startsWith('-')) return false;
  if (/^file:\/\/\/.+/.test(address)) return true;
  return ADDRESS.test(address) || SHORT_SSH.test(address) || FOLDER.test(address);
}

/** Returns the name of the folder that git would make: `api` for `https://host/team/api.git`. */
export function cloneFolderOf(address: string): string {
  const last =
    address
      .replace(/[/\\]+$/, '')
      .split(/[/:\\]/)
      .at(-1) ?? '';
  return (
    last
      .replace(/\.git$/, '')
      .replace(/[^A-Za-z0-9_.-]+/g, '-')
      .replace(/^[.-]+/, '') || 'repository'
  );
}

/**
 * Clones a repository with the person's credentials into a new or empty folder. Runs no hook, and no submodule is cloned.
 * @param progress gets git's own steps, such as `receiving objects`
 * @throws BacklogError `usage` for an address that git must not get, `conflict` for a folder with files, `git` with git's
 * reason
 */
export async function cloneRepository(address: string, folder: string, progress?: ProgressReport): Promise<void> {
  if (!isCloneable(address)) {
    const received = withoutCredentials(address);
    refuse('usage', `${JSON.stringify(received)} is not an address of a git repository`, {
      hint: 'Give an address such as https://host/team/api.git, git@host:team/api.git or a folder.',
      data: { received },
    });
  }
  if (existsSync(folder) && (!isFolder(folder) || readdirSync(folder).length > 0)) {
    refuse('conflict', `${folder} exists and is not ${isFolder(folder) ? 'empty' : 'a folder'}`, {
      hint: `Name another folder, or add it as it is: \`backlog repo add ${shellWord(folder)}\``,
    });
  }
  const settings = ['-c', 'core.hooksPath=/dev/null', ...HOOKED, '-c', 'protocol.file.allow=always'];
  try {
    await git({
      args: [
        ...settings,
        'clone',
        progress ? '--progress' : '--quiet',
        '--no-recurse-submodules',
        '--',
        address,
        folder,
      ],
      cwd: existsSync(dirname(folder)) ? dirname(folder) : '/',
      env: { ...personEnvironment(), GIT_ALLOW_PROTOCOL: TRANSPORTS.join(':') },
      said: progress && ((piece) => report(piece, progress)),
    });
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    const said = withoutCredentials(withoutProgress(String(error.data?.said ?? error.message)));
    throw new BacklogError('git', `${JSON.stringify(withoutCredentials(address))} can't be cloned: ${said}`, {
      hint: 'Check the address, and your access to it: git ls-remote ADDRESS',
    });
  }
}

/** Matches a line of git's progress: `Receiving objects:  45% (450/1000)`. */
const STEP = /(?:remote: )?(\w[\w ]*): +\d+% \((\d+)\/(\d+)\)/g;

/** Reports the last step in a piece of git's output. */
function report(piece: string, progress: ProgressReport): void {
  const [, what = '', done, total] = Array.from(piece.matchAll(STEP)).at(-1) ?? [];
  if (what !== '') progress(Number(done), Number(total), what.toLowerCase());
}

/** Removes git's progress from its error output, which contains both. */
function withoutProgress(said: string): string {
  return said
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '' && !/^Cloning into |^remote: (Enumer|Count|Compress|Total)|: +\d+%/.test(line))
    .join('\n');
}
