import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needOf } from '../../../src/domain/runs/run-needs.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { unless } from '../../support/needs.ts';
import { useNewestGit, WITHOUT_NEWEST_GIT } from '../../support/newest-git.ts';
import { runByShell } from '../../support/shell.ts';
import { everyNth } from '../../support/soak-test.ts';
import { reviewed } from '../support/acting.ts';
import { FILES, type Field, field, newRepository } from '../support/field.ts';

const plugin = builtPlugin();

test(
  'references in a reftable: an approved result is in the branch, and in the checkout with it',
  unless(WITHOUT_NEWEST_GIT),
  async () => {
    useNewestGit();
    const place = await field({
      ...plugin,
      make: (root) => newRepository(join(root, 'user'), FILES, '--ref-format=reftable'),
    });
    const { id } = await reviewed(place, 'echo landed > src/a.txt');
    await place.run('run_approve', { run: id });
    await place.becomes(id, 'merged');
    expect(git(place.user, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(place.user, 'src/a.txt'), 'utf8')).toBe('landed\n');
  },
);

/** What something else does in the checkout in the moment in which the branch moves. */
const MEANWHILE: Record<string, { line: string; files: string[] }> = {
  'an old file is put back': { line: 'echo a > src/a.txt', files: ['src/a.txt'] },
  'a file is deleted': { line: 'rm src/a.txt', files: ['src/a.txt'] },
  'a deleted file is put back': { line: 'echo b > docs/b.txt', files: ['docs/b.txt'] },
};

/** A result whose landing is disturbed once, by a program that watches the person's branch. */
async function disturbed({ line }: { line: string }): Promise<{ place: Field; id: string; next: string }> {
  const place = await field(plugin);
  const hooks = join(place.user, '.git/hooks');
  mkdirSync(hooks, { recursive: true });
  const once = `case "$1 $(cat)" in committed*refs/heads/main*) [ -e ../once ] || { touch ../once; ${line}; };; esac`;
  writeFileSync(join(hooks, 'reference-transaction'), `#!/bin/sh\n${once}\n`, { mode: 0o755 });
  await place.run('setting_set', { name: 'runs.hooks', value: 'true' });
  await place.run('setting_set', { name: 'runs.batch', value: '1' });
  const { id } = await reviewed(place, 'echo landed > src/a.txt; rm docs/b.txt');
  const { id: next } = await reviewed(place, 'echo next > src/next.txt');
  await place.run('run_approve', { run: id });
  await place.until(id, ({ state, waits }) => state === 'merging' && waits?.why === 'unproved');
  await place.run('run_approve', { run: next });
  return { place, id, next };
}

test.each(everyNth(3, Object.keys(MEANWHILE)))(
  'while a result lands, %s: it is named at once, no other result lands, and the line that it names ends it',
  async (kind) => {
    const { place, id, next } = await disturbed(MEANWHILE[kind]!);
    const held = await place.now(id);
    expect(held.waits?.files).toEqual(MEANWHILE[kind]!.files);
    const text = await place.text('backlog_status');
    expect(text).toContain('differs from the merged commit');
    expect(needOf(held)).toMatchObject({ what: 'unmerged', next: expect.stringContaining(`run_merged ${id}`) });
    const line = /`(git -C .*? restore [^`]+)`/.exec(held.waits!.text)![1]!;
    expect((await place.now(next)).state).toBe('approved');
    if (kind === 'a deleted file is put back') git(place.user, 'clean', '-fq', 'docs');
    else runByShell(['sh', '-c', line], { cwd: place.root, env: process.env });
    await place.becomes(id, 'merged');
    await place.becomes(next, 'merged');
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);

test('a person who says that it is merged continues the queue, and keeps the files', async () => {
  const { place, id, next } = await disturbed({ line: 'echo mine > src/a.txt' });
  await place.run('run_merged', { run: id });
  expect((await place.now(id)).state).toBe('merged');
  await place.becomes(next, 'merged');
  expect(readFileSync(join(place.user, 'src/a.txt'), 'utf8')).toBe('mine\n');
});
