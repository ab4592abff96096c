import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { kindOf, pathExists, sameContent } from './file-facts.ts';

/** The hook that a gate was put before, and the folder in which it keeps its name: scripts for several hooks go by their own name. */

const FOLDER = 'before-backlog';

/** The end of its name in the folder of hooks, where the first gates kept it. */
const EARLIER = '.before-backlog';

export function formerOf(file: string): string {
  return join(formerFolder(file), basename(file));
}

/**
 * Beside git's own folder of hooks, so that a hook finds by `../..` what it found before. Inside of any other one: that may be in a
 * working tree, where git ignores the folder and what is in it, or be used by several repositories.
 */
function formerFolder(file: string): string {
  const hooks = dirname(file);
  return isGitsOwn(hooks) ? join(dirname(hooks), FOLDER) : join(hooks, FOLDER);
}

function isGitsOwn(hooks: string): boolean {
  const isLink = lstatSync(hooks, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  const isIn = (name: string) => existsSync(join(dirname(hooks), name));
  return !isLink && isIn('HEAD') && isIn('objects');
}

/** The way from the folder of hooks to that of former ones, as a script spells it. */
export function wayToFormer(file: string): string {
  return relative(dirname(file), formerFolder(file));
}

/** Gives what was caught of a hook its place. */
export function keepFormer(caught: string, file: string): void {
  const former = formerOf(file);
  mkdirSync(dirname(former), { recursive: true });
  const target = linkTarget(caught);
  if (target === undefined || isAbsolute(target)) renameSync(caught, former);
  else {
    symlinkSync(`${wayBack(file)}/${target}`, former);
    rmSync(caught);
  }
}

/** Gives the former hook its name back, as it was. */
export function bringBackFormer(file: string): void {
  const former = formerOf(file);
  const target = linkTarget(former);
  const way = `${wayBack(file)}/`;
  if (!target?.startsWith(way)) renameSync(former, file);
  else {
    const fresh = `${file}.backlog-${process.pid}`;
    symlinkSync(target.slice(way.length), fresh);
    renameSync(fresh, file);
    rmSync(former);
  }
  tidyFormer(file);
}

/** Is this hook the one that is kept already? */
export function isFormer(hook: string, file: string): boolean {
  const former = formerOf(file);
  if (!pathExists(former)) return false;
  const [target, kept] = [linkTarget(hook), linkTarget(former)];
  if (target !== undefined) return kept === target || kept === `${wayBack(file)}/${target}`;
  return kept === undefined && sameContent(hook, former);
}

/** What a hook reads from its own folder (`$(dirname "$0")/lib`) it finds in the new one as well. */
export function linkBesides(file: string): void {
  const [hooks, folder] = [dirname(file), formerFolder(file)];
  for (const name of readdirSync(hooks)) {
    if (name === basename(file) || name === FOLDER || name.endsWith('.sample')) continue;
    try {
      symlinkSync(join(wayBack(file), name), join(folder, name));
    } catch {
      // It is there from an earlier time, or the file system has no links.
    }
  }
}

/** Removes the links, and the folder when nothing else is in it. */
export function tidyFormer(file: string): void {
  const folder = formerFolder(file);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (linkTarget(join(folder, name)) === join(wayBack(file), name) && name !== basename(file))
      rmSync(join(folder, name));
  try {
    rmdirSync(folder);
  } catch {
    // A hook of somebody is kept in it.
  }
}

/** Puts a former hook that has the name which first gates gave it where it belongs now. */
export function moveEarlier(file: string): void {
  const earlier = file + EARLIER;
  if (pathExists(earlier) && !pathExists(formerOf(file))) keepFormer(earlier, file);
}

function wayBack(file: string): string {
  return relative(formerFolder(file), dirname(file));
}

function linkTarget(path: string): string | undefined {
  return pathExists(path) && kindOf(path).isSymbolicLink ? readlinkSync(path) : undefined;
}
