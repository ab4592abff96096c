import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDiff } from '../../src/commands/run/changes.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const AT_LINE = { ...ADA, door: 'cli' as const };
/** Neither UTF-8 nor without a zero. */
const BINARY = Buffer.from([0, 255, 254, 10, 200, 0, 7]);

test('what a pipe gets of a diff is all of it, byte for byte, with the contents of binary files where these are asked for', async () => {
  const work = await testWorkspace();
  await gitProject(work, { 'src/latin.txt': 'a\n' });
  await work.run('task_add', { description: 'One' });
  const latin = Buffer.from('gr\xfc\xdfe\n', 'latin1');
  await runWithResult(
    work,
    (tree) => {
      writeFiles(tree, { 'long.txt': `${'line of a long file\n'.repeat(30_000)}` });
      writeFileSync(join(tree, 'src/latin.txt'), latin);
      writeFileSync(join(tree, 'new.bin'), BINARY);
    },
    { number: 1 },
  );
  const output = await work.run<Parameters<NonNullable<typeof runDiff.show.bytes>>[0]>(
    'run_diff',
    { run: 'r1', binary: true },
    AT_LINE,
  );
  const patch = runDiff.show.bytes!(output)!.bytes;
  const project = join(work.folder, 'project');
  execFileSync('git', ['apply'], { cwd: project, input: patch });
  const read = (name: string) => execFileSync('cat', [join(project, name)]);
  expect(read('new.bin')).toEqual(BINARY);
  expect(read('src/latin.txt')).toEqual(latin);
  expect(read('long.txt')).toHaveLength(600_000);
  const { diff } = await work.run<{ diff: string }>('run_diff', { run: 'r1' });
  await expect(work.run('run_diff', { run: 'r1', paths: 'latin.txt' }, AT_LINE)).rejects.toMatchObject({
    message: 'run r1 changes no file latin.txt',
    hint: 'It changes 3 files. For example: `backlog diff r1 src/latin.txt`',
  });
  expect(diff, 'elsewhere it is bounded, and says so').toMatch(/\(the diff is cut after 400000 bytes.*\)\n$/);
});

/** A run in review of a second repository, which is then taken out of the workspace. */
async function takenOut(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  const api = join(tempFolder('api'), 'api');
  git(work.folder, 'clone', '-q', join(work.folder, 'project'), api);
  await work.run('repo_add', { path: api });
  await work.run('task_add', { description: 'One' });
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1, repository: 'api' });
  await work.run('repo_remove', { name: 'api', force: true });
  return work;
}

test('a run whose repository was taken out can be read, discarded and cleaned up; what would work there is refused in one way', async () => {
  const work = await takenOut();
  expect(await work.text('run_show', { run: 'r1' })).toContain('src/a.txt');
  expect(await work.text('run_diff', { run: 'r1' })).toContain('+b');
  expect(await work.text('run_changes', { run: 'r1' })).toContain('src/a.txt');
  for (const [verb, more] of [
    ['approve', {}],
    ['merge_now', {}],
    ['request_changes', { note: 'x' }],
    ['adopt', {}],
    ['retry', {}],
  ] as const)
    expect(await work.refused(`run_${verb}`, { run: 'r1', ...more }), verb).toMatchObject({
      code: 'not-found',
      message: 'repository api is no longer part of this workspace',
    });
  await work.run('run_discard', { run: 'r1' });
  await work.run('run_clean', { run: 'r1' });
  expect(work.opened.store.state.get('run', 'r1')).toHaveProperty('cleaned');
});
