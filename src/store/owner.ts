import { existsSync, lchownSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { shellWord } from '../base/shell-word.ts';
import { FORMAT_FILE } from './layout.ts';

/** Checks whether this process runs as root. Only root can change a file's owner. */
function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * Changes the owner of a new file or folder to the owner of its parent folder. Otherwise `sudo backlog add` would
 * create a commit that the queue's owner can't read. Does nothing unless this process is root and the parent folder
 * belongs to another user.
 */
export function keepOwner(path: string): void {
  if (!isRoot()) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid !== 0) lchownSync(path, uid, gid);
}

/** Creates a folder with mode 0700, and its missing parents. */
export function makeOwnFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const made = [folder];
  for (let at = folder; at !== first && at !== dirname(at); at = dirname(at)) made.unshift(dirname(at));
  for (const path of made) keepOwner(path);
}

/** Changes the owner of a folder and its content to the owner of its parent folder, like {@link keepOwner}. */
export function keepOwnerOfTree(folder: string): void {
  if (!isRoot()) return;
  const { uid, gid } = statSync(dirname(folder));
  if (uid === 0) return;
  for (const name of readdirSync(folder, { recursive: true })) lchownSync(join(folder, String(name)), uid, gid);
  lchownSync(folder, uid, gid);
}

/** Returns the owner of a store's folder, if this process is root and the owner isn't; or undefined. */
export function ownerBesidesRoot(dir: string): { uid: number; name: string } | undefined {
  const uid = isRoot() ? (statSync(dir, { throwIfNoEntry: false })?.uid ?? 0) : 0;
  return uid === 0 ? undefined : { uid, name: userName(uid) };
}

/** The user who owns an inaccessible file. */
export interface OtherOwner {
  owner: string;
  /** Advice for the user, as a full sentence. */
  cure: string;
}

/**
 * Returns the owner of an inaccessible file, or of its nearest readable parent folder. Returns undefined if this user
 * is the owner.
 */
export function otherOwnerOf(file: string): OtherOwner | undefined {
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
  if (own === dirname(own))
    return { owner, cure: `Each user has a folder of queues. Set BACKLOG_DIR to a folder of your own.` };
  return { owner, cure: `Make it yours: sudo chown -R ${ownName(me)} ${shellWord(storeAround(own) ?? found.path)}` };
}

/** Returns a path's owner. Returns undefined if this user may not read the path. */
function ownerOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.uid;
  } catch {
    return undefined;
  }
}

/** Returns the folder of the store that contains a folder. The folder may be the store's folder itself. */
function storeAround(folder: string): string | undefined {
  if (existsSync(join(folder, FORMAT_FILE))) return folder;
  return folder === dirname(folder) ? undefined : storeAround(dirname(folder));
}

function userName(uid: number): string {
  return uid === 0 ? 'root' : `user ${uid}`;
}

/** Returns the user for a `chown` command: the name, or the number for users without a name, as in containers. */
function ownName(uid: number): string {
  try {
    return userInfo().username;
  } catch {
    return String(uid);
  }
}
