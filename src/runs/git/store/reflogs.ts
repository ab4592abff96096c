import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of reflogs that are read at most. */
const MOST = 64 * 1024 * 1024;

const LINE = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /gm;

/**
 * Every commit that the reflogs of a git folder name. Read as files, not by git, which does not follow the links of a view; what an agent
 * put there instead of reflogs (links, pipes) is passed over.
 */
export async function commitsInReflogs(gitDir: string): Promise<string[]> {
  const found = new Set<string>();
  let bytes = 0;
  const visit = async (path: string): Promise<void> => {
    const facts = await lstat(path).catch(() => undefined);
    if (facts?.isDirectory()) for (const name of await readdir(path).catch(() => [])) await visit(join(path, name));
    bytes += facts?.isFile() ? facts.size : 0;
    if (!facts?.isFile() || bytes > MOST) return;
    for (const [, before = '', after = ''] of (await readFile(path, 'latin1')).matchAll(LINE))
      found.add(before).add(after);
  };
  await visit(join(gitDir, 'logs'));
  return [...found].filter((commit) => !/^0+$/.test(commit));
}
