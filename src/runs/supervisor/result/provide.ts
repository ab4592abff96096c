import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { mkdir, rm, statfs, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { copyTree, sharesBlocks, sizeOf } from './copy-tree.ts';

/** A file or folder from the settings, and what a worktree got of it. */
export interface Provided {
  /** The path in the checkout and in the worktree. */
  path: string;
  /** `nothing` if the worktree has the path already, or the checkout lacks it or may not give it. */
  given: 'copy' | 'link' | 'nothing';
  /** One line with the path and the result. */
  text: string;
}

/**
 * Provides the ignored files from the settings in a worktree or in a folder for checks, as copies: an agent's write
 * reaches neither the checkout nor a check. Skips files that are missing, unreadable, outside the checkout, or already
 * in the worktree. A copy has no link into the checkout. Entries of `link` become links if the disk has no room for
 * copies.
 */
export async function provide(
  checkout: string,
  tree: string,
  { copy, link }: { copy: readonly string[]; link: readonly string[] },
): Promise<Provided[]> {
  const given: Provided[] = [];
  for (const path of copy) given.push(await give({ checkout, tree, path, mayLink: false }));
  for (const path of link) given.push(await give({ checkout, tree, path, mayLink: true }));
  return given;
}

interface Wanted {
  checkout: string;
  tree: string;
  path: string;
  mayLink: boolean;
}

async function give(wanted: Wanted): Promise<Provided> {
  const { checkout, tree, path, mayLink } = wanted;
  const inside = normalize(path);
  const [from, to] = [join(checkout, inside), join(tree, inside)];
  try {
    const why = obstacle({ checkout, tree, inside }, { from, to });
    if (why) return { path, given: 'nothing', text: `${path}: not copied, ${why}` };
    await mkdir(dirname(to), { recursive: true });
    const full = mayLink ? await noRoom(from, dirname(to)) : undefined;
    if (full === undefined) await copyWhole(wanted, from, to);
    else await symlink(from, to);
    return full === undefined
      ? { path, given: 'copy', text: `${path}: copied` }
      : { path, given: 'link', text: `${path}: linked, because ${full}. A write there changes your checkout` };
  } catch (error) {
    return { path, given: 'nothing', text: `${path}: not copied, ${String(error)}` };
  }
}

/** Copies a file or folder, or nothing of it. If the listed path is a link, copies the link's target. */
async function copyWhole({ checkout, tree, mayLink }: Wanted, from: string, to: string): Promise<void> {
  const places = { checkout: realpathSync(checkout), tree };
  try {
    await copyTree(realpathSync(from), to, (target, link, copy) => {
      const leads = resolve(dirname(link), target);
      const below = isBelow(leads, places.checkout) ? join(tree, relative(places.checkout, leads)) : undefined;
      if (!isAbsolute(target) && isBelow(resolve(dirname(copy), target), tree)) return target;
      // A copied link must not lead into the checkout. Links to programs of the machine, as in a virtual environment,
      // stay in folders that would otherwise be linked.
      return mayLink ? (below ?? leads) : undefined;
    });
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw error;
  }
}

/** Part of the free disk space that one copy may take. */
const MOST_OF_DISK = 0.5;

/**
 * Explains why there is no room for a copy; undefined if there is. A copy that shares its blocks with the original needs
 * none.
 */
async function noRoom(from: string, into: string): Promise<string | undefined> {
  const { bavail, bsize } = await statfs(into);
  const free = bavail * bsize;
  const { bytes, file } = await sizeOf(realpathSync(from));
  if (bytes <= free * MOST_OF_DISK || (file !== undefined && (await sharesBlocks(file, into)))) return undefined;
  return `a copy needs ${megabytes(bytes)} MB, and ${megabytes(free)} MB are free`;
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);

function obstacle(
  { checkout, tree, inside }: { checkout: string; tree: string; inside: string },
  { from, to }: { from: string; to: string },
): string | undefined {
  if (isAbsolute(inside) || inside.split(sep)[0] === '..') return 'it is not inside the checkout';
  if (!existsSync(from)) return 'it is not in the checkout';
  if (lstatSync(to, { throwIfNoEntry: false })) return 'it is already in the worktree';
  if (!isBelow(realpathSync(from), realpathSync(checkout))) return 'it links to a place outside the checkout';
  if (!isBelow(realpathSync(nearestFolder(to)), realpathSync(tree)))
    return 'its folder links to a place outside the worktree';
  return undefined;
}

/** Finds the nearest existing folder above a path. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return lstatSync(folder, { throwIfNoEntry: false }) ? folder : nearestFolder(folder);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
