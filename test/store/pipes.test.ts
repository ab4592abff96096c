import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../interfaces/cli/line.ts';
import { tempFolder } from '../support/folder.ts';

const newest = (dir: string) => `last/${readdirSync(join(dir, 'last'))[0]}`;

test.each<[string, (dir: string) => string, damaged: boolean]>([
  ['the last commit', () => 'log/000000000003.json', true],
  ['an earlier commit', () => 'log/000000000002.json', true],
  ['format.json', () => 'format.json', true],
  ['the note of the last change', newest, false],
])('a pipe in place of %s is read as an empty file, and nobody waits for its writer', async (_, file, damaged) => {
  const [folder, dir] = [tempFolder('pipes'), join(tempFolder('pipes'), 'store')];
  const { say } = cli({ BACKLOG_DIR: dir }, true, folder);
  for (const words of ['one', 'two', 'three']) await say(`add ${words}`);
  const path = join(dir, file(dir));
  rmSync(path);
  execFileSync('mkfifo', [path]);
  for (const line of ['list', 'add four', 'doctor']) {
    const { code, out, err } = await say(line);
    if (!damaged) expect([line, code], err).toEqual([line, 0]);
    else expect(out + err, line).toContain(file(dir));
  }
});
