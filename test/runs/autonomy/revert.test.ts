import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { awaitRevert } from '../../../src/runs/lifecycle/revert-run.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const project = ({ folder }: TestWorkspace) => join(folder, 'project');
const main = (work: TestWorkspace, ...args: string[]) => git(project(work), ...args);
const merge = (work: TestWorkspace) =>
  mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
const stored = (work: TestWorkspace, id = 'r1') => work.opened.store.state.get('run', id) as Run;
const task = (work: TestWorkspace) => [...work.opened.store.state.all('task')][0]![1];

/** A queue with a merged result of task 1. */
async function merged(files: Parameters<typeof runWithResult>[1] = { 'src/a.txt': 'changed\n', 'src/b.txt': 'b\n' }) {
  const work = await testWorkspace();
  await gitProject(work);
  const before = main(work, 'rev-parse', 'main^{tree}');
  await work.run('task_add', { description: 'First' });
  await runWithResult(work, files, { number: 1 });
  await work.run('run_approve', { run: 'r1' });
  await merge(work);
  expect(stored(work).state).toBe('merged');
  return { work, before };
}

/** Asks for a revert, leads the queue, and waits for the outcome as the command does. */
async function revert(work: TestWorkspace): Promise<unknown> {
  await work.run('run_revert', { run: 1 });
  await merge(work);
  return awaitRevert(work.opened.context(ADA), stored(work)).catch((error) => error);
}

test('a revert brings back the exact tree, in the checkout, too, and opens the task with a note', async () => {
  const { work, before } = await merged();
  const { commit } = stored(work).merged!;
  await revert(work);
  const tip = main(work, 'rev-parse', 'main');
  expect(main(work, 'rev-parse', 'main^{tree}')).toBe(before);
  expect(main(work, 'rev-parse', 'main^')).toBe(commit);
  expect(main(work, 'status', '--porcelain')).toBe('');
  expect(existsSync(join(project(work), 'src/b.txt'))).toBe(false);
  expect(main(work, 'log', '-1', '--format=%B')).toContain(`This reverts commit ${commit}.`);
  expect(stored(work)).toMatchObject({ state: 'merged', reverted: { commit: tip } });
  expect(stored(work)).not.toHaveProperty('revert');
  expect(task(work)).toMatchObject({ status: 'pending' });
  expect(task(work).annotations?.at(-1)?.text).toMatch(/^human:ada reverted the merge of run r1 /);
  expect(await work.refused('run_revert', { run: 'r1' })).toMatchObject({
    message: expect.stringContaining('reverted already'),
    hint: 'To start its task again: run_start 1',
  });
});

test.each(
  everyNth(2, [
    ['run_revert', (work: TestWorkspace) => work.run('run_revert', { run: 'r1' }).then(() => merge(work))],
    ['git revert', (work: TestWorkspace) => Promise.resolve(void main(work, 'revert', '--no-edit', 'HEAD'))],
  ] as const),
)('a merged task is archived, its run keeps name and counts, and %s brings it back', async (_, takeBack) => {
  const { work } = await merged();
  await work.run('task_modify', { filter: '1', project: 'web' });
  await work.run('task_archive', { filter: '1' });
  expect(work.opened.store.state.size('task')).toBe(0);
  expect(await work.text('run_list', { all: true })).toContain('First');
  for (const filter of ['1', 'project:web'])
    expect(await work.text('run_list', { filter, all: true })).toMatch(/^r1 merged 1 First/);
  expect(await work.run('run_results', { filter: '1' })).toMatchObject({ outcomes: [{ merged: 1 }] });
  expect(await work.text('report_timeline', { filter: '1' })).toContain('r1 1 First');
  for (const name of ['run_show', 'run_wait'])
    expect(await work.text(name, { run: 'r1' })).toMatch(/^r1 merged 1 First/);
  expect(await work.text('run_control', { run: 'r1', verb: 'clean' })).toContain('1 First');
  expect(await work.run('run_results', { by: 'project' })).toMatchObject({ outcomes: [{ key: 'web', merged: 1 }] });
  await takeBack(work);
  await work.run('task_list', {}, agent('s'));
  expect(task(work)).toMatchObject({ id: 1, description: 'First', status: 'pending', awaits: { why: 'reverted' } });
});

soak.each([
  ['run_revert', 'the file is missing'],
  ['git revert', 'another row is damaged'],
] as const)(
  '%s of a task in an archive of which %s is done, said, and opens the task when the archive is repaired',
  async (how, _) => {
    const { work } = await merged();
    await work.run('task_add', { description: 'Second' });
    await work.run('task_done', { id: '2' });
    await work.run('task_archive', { filter: '1,2' });
    const folder = join(work.folder, 'store', 'archive');
    const [name = ''] = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => statSync(join(folder, file)).isFile());
    const [file, sound] = [join(folder, name), readFileSync(join(folder, name), 'utf8')];
    rmSync(file);
    if (how === 'git revert') {
      writeFileSync(file, sound.replace('"description":"Second"', '"description":"??????"'));
      main(work, 'revert', '--no-edit', 'HEAD');
    } else await work.run('run_revert', { run: 'r1' }).then(() => merge(work));
    await work.run('task_list', {}, agent('s'));
    expect(existsSync(join(project(work), 'src/b.txt'))).toBe(false);
    expect(stored(work).reverted).toMatchObject({ commit: main(work, 'rev-parse', 'main'), unopened: true });
    expect(await work.text('run_show', { run: 'r1' })).toContain('the archive is damaged');
    expect(await work.text('run_show', { run: 'r1' })).toContain('`backlog doctor`');
    expect(work.opened.store.state.size('task')).toBe(0);
    writeFileSync(file, sound);
    await work.run('task_list', {}, agent('s'));
    expect(task(work)).toMatchObject({ id: 1, status: 'pending', awaits: { why: 'reverted' } });
    expect(stored(work).reverted).not.toHaveProperty('unopened');
  },
);

soak(
  'a refused retry of a run whose task is archived changes nothing, and names the lines that open the task',
  async () => {
    const work = await testWorkspace();
    await gitProject(work);
    await work.run('task_add', { description: 'First' });
    await runWithResult(work, { 'src/a.txt': 'changed\n' }, { number: 1 });
    await work.run('run_discard', { run: 'r1' });
    await work.run('task_done', { id: '1' });
    await work.run('task_archive', { filter: '1' });
    expect(await work.refused('run_retry', { run: 'r1' })).toMatchObject({
      message: "can't retry run r1: its task 1 is completed and archived",
      hint: 'To open it again: task_archive_restore 1, then task_modify 1 --status pending.',
    });
    expect(work.opened.store.state.size('task')).toBe(0);
  },
);

soak(
  'the task of a reverted merge waits for a person, whatever may start by itself; their change lets it start',
  async () => {
    const { work } = await merged();
    await work.run('agent_update', { name: 'claude', binary: process.execPath });
    await work.run('setting_set', { name: 'runs.agent', value: 'claude' });
    await work.run('setting_set', { name: 'orchestrator.added', value: 'start' });
    await revert(work);
    expect(task(work).awaits).toMatchObject({ why: 'reverted', actor: 'human:ada', run: 'r1' });
    await work.run('orchestrator_start');
    const held = async () => {
      const { tasks } = await work.run<{ tasks: { start?: object; reasons: { text: string; next: string }[] }[] }>(
        'orchestrator_explain',
      );
      return tasks.map(({ start, reasons }) => (start ? 'starts' : reasons[0]!.text));
    };
    expect(await held()).toEqual(['the merge of its run r1 was reverted by human:ada']);
    await work.run('task_accept', { filter: '1' });
    expect(await held()).toEqual(['starts']);
  },
);

soak(
  'later work on other files stays; of the same lines, the revert is refused with the files and changes nothing',
  async () => {
    const { work } = await merged();
    writeFileSync(join(project(work), 'src/c.txt'), 'c\n');
    main(work, 'add', '-A');
    main(work, 'commit', '-qm', 'Other');
    await revert(work);
    expect(main(work, 'ls-tree', '-r', '--name-only', 'main').split('\n')).toEqual(['src/a.txt', 'src/c.txt']);

    const { work: other } = await merged();
    writeFileSync(join(project(other), 'src/a.txt'), 'changed again\n');
    main(other, 'commit', '-qam', 'Same line');
    const tip = main(other, 'rev-parse', 'main');
    expect(await revert(other)).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/later changes conflict: src\/a\.txt \(content/),
    });
    expect(main(other, 'rev-parse', 'main')).toBe(tip);
    expect(stored(other)).not.toHaveProperty('reverted');
    expect(task(other).status).toBe('completed');
  },
);

test("a person's uncommitted changes of its files are kept, and the revert is refused with words", async () => {
  const { work } = await merged();
  writeFileSync(join(project(work), 'src/a.txt'), 'mine\n');
  expect(await revert(work)).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('uncommitted changes'),
  });
  expect(readFileSync(join(project(work), 'src/a.txt'), 'utf8')).toBe('mine\n');
});

soak.each(['landed', 'not'] as const)(
  'a queue that was killed after its plan settles it: the branch %s',
  async (moved) => {
    const { work, before } = await merged();
    const { commit } = stored(work).merged!;
    const old = main(work, 'rev-parse', 'main');
    const made = main(work, 'commit-tree', before, '-p', old, '-m', `Revert\n\nThis reverts commit ${commit}.`);
    await work.opened.context(ADA).write('given', (tx) => {
      tx.put('run', 'r1', { ...stored(work), revert: { at: tx.at, by: 'human:ada', plan: { old, new: made } } });
    });
    if (moved === 'landed') main(work, 'reset', '-q', '--hard', made);
    await merge(work);
    expect(main(work, 'rev-parse', 'main^{tree}')).toBe(before);
    expect(main(work, 'rev-list', '--count', `${old}..main`)).toBe('1');
    expect(stored(work).reverted?.commit).toBe(main(work, 'rev-parse', 'main'));
    expect(task(work).annotations?.filter(({ text }) => /reverted/.test(text))).toHaveLength(1);
  },
);

test('is for people, and only of merged runs', async () => {
  const { work } = await merged();
  expect(await work.refused('run_revert', { run: 'r1' }, agent('session-2'))).toMatchObject({ code: 'forbidden' });
  await work.run('task_add', { description: 'Second' });
  await runWithResult(work, { 'src/z.txt': 'z\n' }, { number: 2 });
  expect(await work.refused('run_revert', { run: 'r2' })).toMatchObject({ code: 'conflict' });
  // A result that adds nothing has the commit of somebody else, which must stay.
  const tip = main(work, 'rev-parse', 'main');
  await work.opened.context(ADA).write('given', (tx) => {
    tx.put('run', 'r2', { ...stored(work, 'r2'), state: 'merged', merged: { commit: tip, at: tx.at } });
  });
  expect(await work.refused('run_revert', { run: 'r2' })).toMatchObject({
    message: expect.stringContaining('is not one that Backlog made'),
  });
});

test('a withdrawn approval returns to review, is not merged, and no rule lands it afterwards', async () => {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('setting_set', { name: 'autonomy.all.then', value: 'land' });
  await work.run('task_add', { description: 'First' });
  await runWithResult(work, { 'docs/b.md': 'b\n' }, { number: 1 });
  const before = main(work, 'rev-parse', 'main');
  await work.run('run_approve', { run: 'r1' });
  await work.run('run_withdraw', { run: 1 });
  await merge(work);
  expect(stored(work)).toMatchObject({ state: 'review', asks: { by: 'human:ada' } });
  expect(stored(work).verdict).toBeUndefined();
  expect(main(work, 'rev-parse', 'main')).toBe(before);
  expect(await work.refused('run_withdraw', { run: 'r1' })).toMatchObject({ code: 'conflict' });
});
