import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { sep } from 'node:path';

const SEPARATOR = Buffer.from(sep);

/** Deletes a file or a folder. Subfolders without write permission are deleted, too. */
export async function removeAll(folder: string | Buffer): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await unprotect(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function unprotect(folder: string | Buffer): Promise<void> {
  const facts = await lstat(folder).catch(() => undefined);
  if (!facts?.isDirectory()) return;
  await chmod(folder, 0o700);
  for (const name of await readdir(folder, { encoding: 'buffer' }))
    await unprotect(Buffer.concat([Buffer.from(folder), SEPARATOR, name]));
}
