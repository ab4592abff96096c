import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shellWord } from '../../../src/base/shell-word.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { said } from './line.ts';

/** A repository with files of the same names at its root and in `web`. Returns a terminal in a folder of it. */
async function repository() {
  const root = tempFolder('root');
  git(root, 'init', '-q');
  mkdirSync(join(root, 'web/src'), { recursive: true });
  mkdirSync(join(root, 'docs'));
  for (const path of ['both.ts', 'root.ts', 'web/both.ts', 'web/a.ts', 'web/src/b.ts', 'docs/c.md'])
    writeFileSync(join(root, path), '');
  const env = { BACKLOG_HOME: tempFolder('home'), TZ: 'UTC' };
  return (folder: string) => (words: readonly string[]) => said(words, { env, cwd: join(root, folder) });
}

/** Globs as typed in `web`, and as they are stored. */
const GLOBS: readonly (readonly [typed: string, stored: string])[] = [
  ['a.ts', 'web/a.ts'],
  ['./a.ts', 'web/a.ts'],
  ['./new.ts', 'web/new.ts'],
  ['./*.ts', 'web/*.ts'],
  ['.', 'web'],
  ['src/**', 'web/src/**'],
  ['src/{b,c}.ts', 'web/src/{b,c}.ts'],
  ['../both.ts', 'both.ts'],
  ['..', '**'],
  ['root.ts', 'root.ts'],
  ['web/a.ts', 'web/a.ts'],
  ['docs/*.md', 'docs/*.md'],
  [':/both.ts', 'both.ts'],
  [':/*.ts', '*.ts'],
  [':/', '**'],
  ['a.ts,root.ts', 'web/a.ts root.ts'],
];

test.each(GLOBS)('%s, typed in a folder, is %s', async (typed, stored) => {
  const at = await repository();
  expect(await at('web')(['add', 'x', '--scope', typed])).toMatchObject({ code: 0 });
  expect(await scopeOf(at)).toBe(stored);
});

test.each(['both.ts', 'new.ts', '*.ts', '**'])('%s, typed in a folder, is refused with both lines', async (typed) => {
  const at = await repository();
  const { code, err } = await at('web')(['add', 'x', '--scope', typed]);
  const lines = ['./', ':/'].map((beginning) => `backlog add x --scope ${shellWord(beginning + typed)}\``);
  expect([code, ...lines.filter((line) => !err.includes(line))]).toEqual([2]);
});

async function scopeOf(at: Awaited<ReturnType<typeof repository>>): Promise<string> {
  const { out } = await at('.')(['info', '1', '--json']);
  const { record } = JSON.parse(out) as { record: { scope?: { glob: string }[] } };
  return (record.scope ?? []).map(({ glob }) => glob).join(' ');
}

/** Lines of all commands that take the files of a task, typed in `web` where `a.ts` is, and what their answers name. */
const LINES: readonly (readonly string[])[] = [
  ['modify', '1', '--scope', 'a.ts'],
  ['modify', '1', 'scope:a.ts'],
  ['claim', 'acquire', 'a.ts'],
  ['claim', 'check', 'a.ts'],
  ['inbox', 'add', 'Found', '--scope', 'a.ts'],
  ['agent', 'add', 'x', '--provider', 'command', '--binary', 'x', '--paths', 'a.ts'],
  ['task', 'split', '1', '--scope', 'a.ts', '--scope', 'src'],
];

test.each(LINES.map((words) => [words.join(' '), words] as const))('%s, typed in a folder', async (_, words) => {
  const at = await repository();
  await at('.')(['add', 'x', '--scope', 'web/**']);
  const { out, err } = await at('web')([...words, '--json']);
  expect(out + err).toContain('web/a.ts');
});

test.each(['both.ts', '*.ts', 'new.ts'])('at the root, %s means what it says', async (typed) => {
  const at = await repository();
  expect(await at('.')(['add', 'x', '--scope', typed])).toMatchObject({ code: 0 });
  expect(await scopeOf(at)).toBe(typed);
});

test('the answer to a person says which file of the folder was meant', async () => {
  const at = await repository();
  expect((await at('web')(['add', 'x', '--scope', 'a.ts,root.ts'])).err).toBe('backlog: a.ts is web/a.ts');
});
