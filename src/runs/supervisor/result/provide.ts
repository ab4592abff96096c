import { randomBytes } from 'node:crypto';
import { constants, type Dirent, existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  rm,
  statfs,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import { present } from '../../../base/present.ts';
import { type Move, movedContent } from './moved-paths.ts';

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
 * in the worktree. A copy has no link into the checkout, and programs in it don't name the checkout. Entries of `link`
 * become links if the disk has no room for copies.
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
  const move = { from: [...new Set([places.checkout, checkout])], to: tree };
  const leads = (target: string, link: string, copy: string) => {
    const place = resolve(dirname(link), target);
    const below = isBelow(place, places.checkout) ? join(tree, relative(places.checkout, place)) : undefined;
    if (!isAbsolute(target) && isBelow(resolve(dirname(copy), target), tree)) return target;
    // A copied link must not lead into the checkout. Links to programs of the machine, as in a virtual environment,
    // stay in folders that would otherwise be linked.
    return mayLink ? (below ?? place) : undefined;
  };
  try {
    await copyTree(realpathSync(from), to, { leads, move });
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
  if (!isBelow(realpathSync(from), realpathSync(checkout))) return 'it links to a place outside the checkout';
  return placeProblem(tree, to);
}

/** Says why nothing new can be written at an absolute path in a folder with files of an agent. */
export function placeProblem(tree: string, to: string): string | undefined {
  if (lstatSync(to, { throwIfNoEntry: false })) return 'it is already in the worktree';
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

/** Number of files of one folder that are copied at the same time. */
const AT_ONCE = 16;

/** How the copy of a file or folder differs from the original. */
interface Changes {
  /** Returns the target of a copied link, given the original link's target and place; undefined omits the link. */
  leads(target: string, from: string, to: string): string | undefined;
  move: Move;
}

/**
 * Copies a file or a folder, with times and rights. Where the file system can, copies share their blocks with the
 * original, and take no space until somebody writes. Folders are copied without pipes and sockets.
 * @throws the system's error, for example for a full disk; a part of the copy may exist then
 */
async function copyTree(from: string, to: string, changes: Changes): Promise<void> {
  const facts = await lstat(from);
  if (facts.isDirectory()) return copyFolder(from, to, facts, changes);
  if (facts.isFile()) return copyOne(from, to, facts, changes.move);
  if (!facts.isSymbolicLink()) throw new Error('it is neither a file nor a folder');
  const target = changes.leads(await readlink(from), from, to);
  if (target !== undefined) await symlink(target, to);
}

async function copyFolder(from: string, to: string, facts: Stats, changes: Changes): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  const [folders, others] = [entries.filter((one) => one.isDirectory()), entries.filter(isCopied)];
  for (let at = 0; at < others.length; at += AT_ONCE)
    await Promise.all(
      others.slice(at, at + AT_ONCE).map(({ name }) => copyTree(join(from, name), join(to, name), changes)),
    );
  for (const { name } of folders) await copyTree(join(from, name), join(to, name), changes);
  await keepTimes(to, facts);
}

const isCopied = (entry: Dirent) => entry.isFile() || entry.isSymbolicLink();

async function copyOne(from: string, to: string, facts: Stats, move: Move): Promise<void> {
  const content = await movedContent(from, facts, move);
  if (content === undefined) await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  else {
    await writeFile(to, content, { flag: 'wx' });
    await chmod(to, facts.mode);
  }
  await keepTimes(to, facts);
}

function keepTimes(path: string, { atimeMs, mtimeMs }: Stats): Promise<void> {
  return utimes(path, atimeMs / 1000, mtimeMs / 1000);
}

/** Adds the sizes of the files of a file or folder, in bytes, and names one of these files. */
async function sizeOf(path: string): Promise<{ bytes: number; file?: string }> {
  const facts = await lstat(path);
  if (facts.isFile()) return { bytes: facts.size, file: path };
  if (!facts.isDirectory()) return { bytes: 0 };
  let bytes = 0;
  let file: string | undefined;
  for (const name of await readdir(path)) {
    const part = await sizeOf(join(path, name));
    bytes += part.bytes;
    file ??= part.file;
  }
  return { bytes, ...present({ file }) };
}

/** Checks whether a copy of a file in a folder shares its blocks with the file. */
async function sharesBlocks(file: string, folder: string): Promise<boolean> {
  const copy = join(folder, `.backlog-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await copyFile(file, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    await rm(copy, { force: true });
  }
}
