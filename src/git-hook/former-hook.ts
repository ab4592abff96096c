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
import { fileKind, pathExists, sameContent } from './file-facts.ts';

/**
 * Folder of the former hook: the hook that existed before Backlog's hook. The hook keeps its file name, because a
 * script for several hooks reads its own name.
 */

const FOLDER = 'before-backlog';

/** File name suffix of the former hook in the first versions, which kept it in the folder of hooks. */
const EARLIER = '.before-backlog';

export function formerOf(file: string): string {
  return join(formerFolder(file), basename(file));
}

/**
 * Returns the folder of the former hook. If the hooks are in git's own folder, it is beside that folder, so that
 * relative paths (`../..`) in the hook stay valid. Otherwise, it is inside the folder of hooks, which several
 * repositories may share, or which is in a worktree where git ignores its content.
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

/** Returns the relative path from the folder of hooks to the folder of the former hook. */
export function wayToFormer(file: string): string {
  return relative(dirname(file), formerFolder(file));
}

/**
 * Moves an existing hook to the place of the former hook. A relative link keeps its target.
 * @param caught the name that the installation gave to the existing hook
 */
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

/** Moves the former hook back to its original path, with its original content. */
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

/** Checks whether this hook is the same as the stored former hook. */
export function isFormer(hook: string, file: string): boolean {
  const former = formerOf(file);
  if (!pathExists(former)) return false;
  const [target, kept] = [linkTarget(hook), linkTarget(former)];
  if (target !== undefined) return kept === target || kept === `${wayBack(file)}/${target}`;
  return kept === undefined && sameContent(hook, former);
}

/**
 * Links the other files of the folder of hooks into the former hook's folder, so that the former hook still finds files
 * such as `$(dirname "$0")/lib`.
 */
export function linkBesides(file: string): void {
  const [hooks, folder] = [dirname(file), formerFolder(file)];
  for (const name of readdirSync(hooks)) {
    if (name === basename(file) || name === FOLDER || name.endsWith('.sample')) continue;
    try {
      symlinkSync(join(wayBack(file), name), join(folder, name));
    } catch {
      // The link exists already, or the file system has no links.
    }
  }
}

/** Removes the links to other files from the former hook's folder, then removes the folder if it is empty. */
export function tidyFormer(file: string): void {
  const folder = formerFolder(file);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (linkTarget(join(folder, name)) === join(wayBack(file), name) && name !== basename(file))
      rmSync(join(folder, name));
  try {
    rmdirSync(folder);
  } catch {
    // The folder still contains another hook.
  }
}

/** Moves a former hook from its place in the first versions ({@link EARLIER}) to its present place. */
export function moveEarlier(file: string): void {
  const earlier = file + EARLIER;
  if (pathExists(earlier) && !pathExists(formerOf(file))) keepFormer(earlier, file);
}

function wayBack(file: string): string {
  return relative(formerFolder(file), dirname(file));
}

function linkTarget(path: string): string | undefined {
  return pathExists(path) && fileKind(path).isSymbolicLink ? readlinkSync(path) : undefined;
}
