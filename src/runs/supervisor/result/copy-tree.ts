import { randomBytes } from 'node:crypto';
import { constants, type Dirent, type Stats } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { present } from '../../../base/present.ts';

/** Number of files of one folder that are copied at the same time. */
const AT_ONCE = 16;

/**
 * Copies a file or a folder, with times and rights. Where the file system can, copies share their blocks with the
 * original, and take no space until somebody writes. Folders are copied without pipes and sockets.
 * @param leads returns the target of a copied link, given the original link's target and place; undefined omits the link
 * @throws the system's error, for example for a full disk; a part of the copy may exist then
 */
export async function copyTree(
  from: string,
  to: string,
  leads: (target: string, from: string, to: string) => string | undefined,
): Promise<void> {
  const facts = await lstat(from);
  if (facts.isDirectory()) return copyFolder(from, to, facts, leads);
  if (facts.isFile()) return copyOne(from, to, facts);
  if (!facts.isSymbolicLink()) throw new Error('it is neither a file nor a folder');
  const target = leads(await readlink(from), from, to);
  if (target !== undefined) await symlink(target, to);
}

async function copyFolder(
  from: string,
  to: string,
  facts: Stats,
  leads: Parameters<typeof copyTree>[2],
): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  const [folders, others] = [entries.filter((one) => one.isDirectory()), entries.filter(isCopied)];
  for (let at = 0; at < others.length; at += AT_ONCE)
    await Promise.all(
      others.slice(at, at + AT_ONCE).map(({ name }) => copyTree(join(from, name), join(to, name), leads)),
    );
  for (const { name } of folders) await copyTree(join(from, name), join(to, name), leads);
  await keepTimes(to, facts);
}

const isCopied = (entry: Dirent) => entry.isFile() || entry.isSymbolicLink();

async function copyOne(from: string, to: string, facts: Stats): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await keepTimes(to, facts);
}

function keepTimes(path: string, { atimeMs, mtimeMs }: Stats): Promise<void> {
  return utimes(path, atimeMs / 1000, mtimeMs / 1000);
}

/** Adds the sizes of the files of a file or folder, in bytes, and names one of these files. */
export async function sizeOf(path: string): Promise<{ bytes: number; file?: string }> {
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
export async function sharesBlocks(file: string, folder: string): Promise<boolean> {
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
