import { existsSync, lchownSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { shellWord } from '../base/shell-word.ts';
import { FORMAT_FILE } from './layout.ts';

/** Root can write everywhere, and only root may give files away. */
function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * Gives a file or folder that was just made to the owner of the folder it is in. Without this a single `sudo backlog add` would leave a
 * commit that the owner of the queue cannot read. Does nothing unless this process is root and that owner is not.
 */
export function keepOwner(path: string): void {
  if (!isRoot()) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid !== 0) lchownSync(path, uid, gid);
}

/** Makes a folder that only its owner may look into, and those around it that are missing. */
export function makeOwnFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const made = [folder];
  for (let at = folder; at !== first && at !== dirname(at); at = dirname(at)) made.unshift(dirname(at));
  for (const path of made) keepOwner(path);
}

/** Gives a folder and all that is in it to the owner of the folder around it, as {@link keepOwner} does. */
export function keepOwnerOfTree(folder: string): void {
  if (!isRoot()) return;
  const { uid, gid } = statSync(dirname(folder));
  if (uid === 0) return;
  for (const name of readdirSync(folder, { recursive: true })) lchownSync(join(folder, String(name)), uid, gid);
  lchownSync(folder, uid, gid);
}

/** Who owns a store's folder, where this process is root and that is somebody else; else undefined. */
export function ownerBesidesRoot(dir: string): { uid: number; name: string } | undefined {
  const uid = isRoot() ? (statSync(dir, { throwIfNoEntry: false })?.uid ?? 0) : 0;
  return uid === 0 ? undefined : { uid, name: userName(uid) };
}

/** A file that this user cannot use since it is somebody else's. */
export interface Stranger {
  owner: string;
  /** What to do about it, a whole sentence. */
  cure: string;
}

/** Who owns a file that cannot be read or written, or the nearest folder of it that can be looked at; undefined when this user does. */
export function strangerOf(file: string): Stranger | undefined {
  const me = process.geteuid?.();
  if (me === undefined) return undefined;
  let own = file;
  let found: { path: string; uid: number } | undefined;
  for (; own !== dirname(own); own = dirname(own)) {
    const uid = ownerOf(own);
    if (uid === me) break;
    if (uid !== undefined) found = { path: own, uid: found?.uid ?? uid };
  }
  if (found === undefined) return undefined;
  const owner = userName(found.uid);
  if (own === dirname(own)) return { owner, cure: `A store is for one user: set BACKLOG_DIR to a folder of your own.` };
  return { owner, cure: `Take it back: sudo chown -R ${ownName(me)} ${shellWord(storeAround(own) ?? found.path)}` };
}

/** undefined where this user may not even look. */
function ownerOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.uid;
  } catch {
    return undefined;
  }
}

/** The store that a folder is in or is. */
function storeAround(folder: string): string | undefined {
  if (existsSync(join(folder, FORMAT_FILE))) return folder;
  return folder === dirname(folder) ? undefined : storeAround(dirname(folder));
}

function userName(uid: number): string {
  return uid === 0 ? 'root' : `user ${uid}`;
}

/** As `chown` takes it: users of containers often have no name. */
function ownName(uid: number): string {
  try {
    return userInfo().username;
  } catch {
    return String(uid);
  }
}
