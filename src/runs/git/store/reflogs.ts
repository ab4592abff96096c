import { existsSync } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Maximum size of reflogs that are read, in bytes. */
const MOST = 64 * 1024 * 1024;

const LINE = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /gm;

/**
 * Lists every commit in the reflogs of a git folder. It reads the files without git, because git does not follow links
 * to the agent's reflogs. Skips links and pipes that an agent put in place of a file.
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

const REF = /^[0-9a-f]{40,64}\n?$/;

/**
 * Lists every commit in the refs and reflogs of a git folder, without starting git; undefined if a ref is not a plain
 * file with a commit.
 */
export async function commitsNamed(gitDir: string): Promise<string[] | undefined> {
  const found = await commitsInReflogs(gitDir);
  const visit = async (path: string): Promise<boolean> => {
    const facts = await lstat(path).catch(() => undefined);
    if (facts?.isDirectory()) {
      for (const name of await readdir(path)) if (!(await visit(join(path, name)))) return false;
      return true;
    }
    const text = facts?.isFile() && facts.size < 100 ? await readFile(path, 'latin1') : '';
    found.push(text.trimEnd());
    return REF.test(text);
  };
  const head = await lstat(join(gitDir, 'HEAD')).catch(() => undefined);
  if (!head?.isFile() || head.size > 2000 || existsSync(join(gitDir, 'packed-refs'))) return undefined;
  const named = /^ref: refs\/heads\//.test(await readFile(join(gitDir, 'HEAD'), 'latin1'));
  return (named || (await visit(join(gitDir, 'HEAD')))) && (await visit(join(gitDir, 'refs'))) ? found : undefined;
}
