import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Returns git config for a disk that ignores letter case or file modes; empty for other disks. Git tries both when it
 * makes a repository. The person's settings don't count here, because their checkout may be on another disk.
 * @param file a file with mode 0600 and small letters in its name, on the disk
 */
export async function diskSettings(file: string): Promise<string> {
  const other = join(dirname(file), basename(file).toUpperCase());
  const [{ mode }, twin] = await Promise.all([lstat(file), lstat(other).catch(() => undefined)]);
  const lines = [...(twin ? ['\tignorecase = true\n'] : []), ...(mode & 0o100 ? ['\tfilemode = false\n'] : [])];
  return lines.length > 0 ? `[core]\n${lines.join('')}` : '';
}
