import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../support/git.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { type TestWorkspace, testWorkspace } from '../support/workspace.ts';

/** A run in review with a dependant of its task, and the work of both in no branch. */
async function reviewed() {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'Fix it' });
  await work.run('task_add', { description: 'After it', depends: [1] });
  await runWithResult(work, { 'src/a.txt': 'b\n', 'src/new.txt': 'n\n' }, { number: 1 });
  return work;
}

const project = ({ folder }: TestWorkspace) => join(folder, 'project');
const run = ({ opened }: TestWorkspace) => opened.store.state.get('run', 'r1')!;
const task = (work: TestWorkspace) =>
  work.opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'x' }).queue.byId(1)!;
const ready = async (work: TestWorkspace) => (await work.text('task_list', { filter: '+READY' })).includes('After it');
const head = (work: TestWorkspace) => git(project(work), 'rev-parse', 'HEAD');

function commit(work: TestWorkspace, files: Record<string, string>, message = 'By hand'): string {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project(work), file), text);
  git(project(work), 'add', '-A');
  git(project(work), 'commit', '-qm', message);
  return head(work);
}

test('a run whose work is in no commit of the branch is not merged, also not by the start commit or an older one', async () => {
  const work = await reviewed();
  const base = head(work);
  for (const input of [{}, { note: 'It is there' }, { commit: base }, { commit: base, note: 'It is there' }])
    expect([input, await work.refused('run_merged', { run: 'r1', ...input })]).toMatchObject([
      input,
      { code: 'conflict' },
    ]);
  commit(work, { 'other.txt': 'o\n' });
  for (const input of [{}, { note: 'It is there' }, { commit: 'main' }])
    expect([input, await work.refused('run_merged', { run: 'r1', ...input })]).toMatchObject([
      input,
      { code: 'conflict' },
    ]);
  expect(run(work).state).toBe('review');
  expect(task(work).status).toBe('pending');
  expect(await ready(work)).toBe(false);
});

/** How a branch that had the work lost it again. */
const LOSING: Readonly<Record<string, (work: TestWorkspace) => void>> = {
  'a revert': (work) => git(project(work), 'revert', '--no-edit', 'HEAD'),
  'a later commit': (work) => {
    git(project(work), 'rm', '-q', 'src/new.txt');
    commit(work, { 'src/a.txt': git(project(work), 'show', 'HEAD~1:src/a.txt').concat('\n') }, 'Drop it');
  },
};

test.each(Object.entries(LOSING))(
  'work that %s took back is not merged, also if it was recorded before',
  async (_, lose) => {
    const work = await reviewed();
    commit(work, { 'src/a.txt': 'b\n', 'src/new.txt': 'n\n' });
    const inBranch = head(work);
    lose(work);
    const refused = { code: 'conflict', message: expect.stringContaining("doesn't contain its work") };
    expect(await work.refused('run_merged', { run: 'r1' })).toMatchObject(refused);
    expect(task(work).status).toBe('pending');
    git(project(work), 'reset', '-q', '--hard', inBranch);
    await work.run('run_merged', { run: 'r1' });
    lose(work);
    expect(await work.refused('run_merged', { run: 'r1' })).toMatchObject(refused);
  },
);

const HAVING: Readonly<Record<string, (work: TestWorkspace) => string>> = {
  'the same change under another message': (work) => commit(work, { 'src/a.txt': 'b\n', 'src/new.txt': 'n\n' }),
  'the same files in two commits': (work) => {
    commit(work, { 'src/a.txt': 'b\n' });
    const last = commit(work, { 'src/new.txt': 'n\n' });
    commit(work, { 'other.txt': 'o\n' });
    return last;
  },
};

test.each(Object.entries(HAVING))('%s is found, and recorded without a word of the person', async (_, act) => {
  const work = await reviewed();
  const found = act(work);
  await work.run('run_merged', { run: 'r1' });
  expect(run(work)).toMatchObject({ state: 'merged', merged: { commit: found } });
  expect(run(work).merged).not.toHaveProperty('said');
  expect(task(work).status).toBe('completed');
});

test.each(Object.entries(HAVING))('%s that was recorded returns to review by undo', async (_, act) => {
  const work = await reviewed();
  act(work);
  await work.run('run_merged', { run: 'r1' });
  await work.run('task_undo', {});
  expect([run(work).state, run(work).merged, task(work).status]).toEqual(['review', undefined, 'pending']);
  await work.run('run_merged', { run: 'r1' });
  expect([run(work).state, task(work).status]).toEqual(['merged', 'completed']);
});

test('what a person says is recorded as said by them, and undo returns the run to review', async () => {
  const work = await reviewed();
  const other = commit(work, { 'src/a.txt': 'written again\n' });
  await work.run('run_merged', { run: 'r1', commit: other, note: 'Written again with Kim' });
  const said = { by: 'human:ada', note: 'Written again with Kim' };
  expect(run(work)).toMatchObject({ state: 'merged', merged: { commit: other, said } });
  expect(task(work).annotations?.at(-1)?.text).toContain('confirmed by human:ada: Written again with Kim');
  expect(await work.text('run_show', { run: 'r1' })).toContain('confirmed by human:ada: Written again with Kim');
  expect(await ready(work)).toBe(true);
  await work.run('task_undo', {});
  expect(run(work).state).toBe('review');
  expect(run(work)).not.toHaveProperty('merged');
  expect(task(work).status).toBe('pending');
  expect(await ready(work)).toBe(false);
});
