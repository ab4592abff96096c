import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onceEach } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import type { Repository } from '../../domain/records.ts';
import { type Identity, withoutCredentials } from '../../domain/repository.ts';

/** Milliseconds after which git's answer isn't awaited any more. A long history without a commit graph takes seconds. */
const GIT_MS = 5_000;

/** Returns what identifies a repository on every machine, given its git folder. It is read once by each process. */
export const identityOf = onceEach((common: string): Identity => {
  return present({ remote: originAddress(join(common, 'config')), first: firstCommit(common) });
});

/** Returns the address of the remote `origin`: of the clone on this machine, otherwise the recorded one. */
export function remoteOf({ common, remote }: Pick<Repository, 'common' | 'remote'>): string | undefined {
  return (common === undefined ? undefined : originAddress(join(common, 'config'))) ?? remote;
}

/** Reads the address of the remote `origin` from a git configuration, without user name and password. */
export function originAddress(config: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(config, 'utf8');
  } catch {
    return undefined;
  }
  const section = /^\s*\[remote "origin"\]\s*$([^[]*)/m.exec(text)?.[1] ?? '';
  const url = /^\s*url\s*=\s*(.+?)\s*$/m.exec(section)?.[1];
  return url && withoutCredentials(url);
}

/** Returns the first commit. Undefined without commits, and for a shallow clone, whose first commit is another one. */
function firstCommit(common: string): string | undefined {
  if (existsSync(join(common, 'shallow'))) return undefined;
  try {
    const out = execFileSync('git', ['--git-dir', common, 'rev-list', '--max-parents=0', 'HEAD'], {
      encoding: 'utf8',
      timeout: GIT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH, GIT_NO_REPLACE_OBJECTS: '1' },
    });
    return out.trim().split('\n').sort()[0] || undefined;
  } catch {
    return undefined;
  }
}
