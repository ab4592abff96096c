import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { keepOwner } from '../../store/index.ts';
import type { AllowedPath } from './named-path.ts';
import { type InFolder, inSameFolder } from './same-folder.ts';

/** The facts about an existing file that its replacement keeps. */
export interface Replaced {
  mode: number;
  uid: number;
  gid: number;
}

/**
 * Writes a file of a person atomically: it is either complete or unchanged. Keeps mode and owner of a file that it
 * replaces, and replaces none that didn't exist before.
 * @param check runs just before the file is put in place, with its path; an error of it leaves the file unchanged
 * @throws the system's error; `EEXIST` if the file was created meanwhile
 */
export function putInPlace(
  named: Pick<AllowedPath, 'said' | 'file'>,
  content: string | Uint8Array,
  { over, check }: { over: Replaced | undefined; check?: (file: string) => Promise<void> },
): Promise<void> {
  return inSameFolder(named, async (file, inFolder) => {
    const name = basename(named.file);
    await sweepDrafts(name, inFolder, Date.now());
    const beside = inFolder(`${draftStart(name)}${randomUUID()}`);
    try {
      const handle = await open(beside, 'wx', over === undefined ? 0o644 : 0o600);
      try {
        await handle.writeFile(content);
        if (over) await keepFacts(handle, over);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await check?.(file);
      if (over) await rename(beside, file);
      else await link(beside, file);
      if (!over) keepOwner(file);
    } finally {
      await rm(beside, { force: true });
    }
  });
}

const draftStart = (name: string) => `.${name}.`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Age in milliseconds after which the process that wrote a draft counts as killed. */
const LEFT_MS = 60 * 60_000;

/** Deletes the drafts of a file that killed processes left. `now` is in milliseconds since the epoch. */
async function sweepDrafts(name: string, inFolder: InFolder, now: number): Promise<void> {
  const start = draftStart(name);
  // A folder that can be written but not listed keeps them.
  const names = await readdir(inFolder('.')).catch(() => []);
  for (const draft of names.filter((one) => one.startsWith(start) && UUID.test(one.slice(start.length)))) {
    const made = await stat(inFolder(draft)).catch(() => undefined);
    if (made?.isFile() && made.mtimeMs < now - LEFT_MS) await rm(inFolder(draft), { force: true });
  }
}

async function keepFacts(handle: FileHandle, { mode, uid, gid }: Replaced): Promise<void> {
  // Only root can change the owner. For all others, the file already has the right owner.
  await handle.chown(uid, gid).catch(() => undefined);
  await handle.chmod(mode & 0o7777);
}
