import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import type { Proposal } from '../../../src/domain/records.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { problemsIn } from '../../../src/runs/passes/problem-lines.ts';
import { propose } from '../../../src/work/inbox/propose.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { withRepositories } from '../../commands/repositories.ts';
import { gitProject } from '../../support/runs.ts';
import { ADA, agent, NOON, testWorkspace } from '../../support/workspace.ts';

interface Imported {
  added: Proposal[];
  known: number;
  full: number;
  gone: Proposal[];
  completed: Task[];
  kept: Task[];
}

type Messages = Readonly<Record<string, readonly [rule: string, line: number][]>>;

async function here() {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.txt': 'a\n', 'src/two.txt': 'b\n' });
  const root = join(work.folder, 'project');
  /** Imports a report of ESLint with these messages by file. */
  const lint = (files: Messages, input: object = {}) => {
    const report = Object.entries(files).map(([path, messages]) => ({
      filePath: join('/home/runner/work/shop', path),
      messages: messages.map(([ruleId, line]) => ({ ruleId, line, severity: 2, message: `${ruleId} here` })),
    }));
    writeFileSync(join(root, 'eslint.json'), JSON.stringify(report));
    return work.run<Imported>('inbox_report', { from: join(root, 'eslint.json'), ...input });
  };
  const open = async () => (await work.run<{ proposals: Proposal[] }>('inbox_list', {})).proposals;
  return { work, root, lint, open };
}

const FILES: Messages = {
  'src/a.txt': [['semi', 3]],
  'src/two.txt': [
    ['semi', 1],
    ['eqeqeq', 2],
  ],
};

describe('findings of a report', () => {
  test.each(['C:\\build\\shop\\src\\a.txt', '\\\\host\\shop\\src\\a.txt', './src//a.txt', 'lib/../src/a.txt'])(
    'at %s are those of the same file',
    async (filePath) => {
      const { work, root, lint } = await here();
      vi.spyOn(process, 'cwd').mockReturnValue(root);
      onTestFinished(() => void vi.restoreAllMocks());
      await lint({ 'src/a.txt': [['semi', 3]] });
      const report = [{ filePath, messages: [{ ruleId: 'semi', line: 9, severity: 2, message: 'semi here' }] }];
      writeFileSync(join(root, 'eslint.json'), JSON.stringify(report));
      expect(await work.run('inbox_report', { from: join(root, 'eslint.json') })).toMatchObject({
        ...{ added: [], known: 1, gone: [] },
      });
      expect((await work.run<{ proposals: Proposal[] }>('inbox_list', {})).proposals).toMatchObject([
        { found: { path: 'src/a.txt' } },
      ]);
    },
  );

  test('are not proposed a second time if a pass read them in the output of a check, nor the other way round', async () => {
    const { work, lint, open } = await here();
    const context = work.opened.context(ADA);
    const printed = [
      '/tree/src/a.txt',
      '  3:1  error  Missing semicolon  semi',
      '  7:1  error  Missing semicolon  semi',
    ];
    const byPass = () =>
      context.write('pass_run', (tx) =>
        propose(tx, context, problemsIn('lint', printed.join('\n'), '/tree'), {
          source: { kind: 'pass', name: 'lint' },
        }),
      );
    expect((await byPass()).map(({ did }) => did)).toEqual(['added']);
    expect(await lint({ 'src/a.txt': [['semi', 3]] })).toMatchObject({ added: [], known: 1 });
    expect(await lint(FILES)).toMatchObject({ added: [{}, {}], known: 1 });
    expect((await byPass()).map(({ did }) => did)).toEqual(['known']);
    expect((await open()).map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Fix semi in src/a.txt', 'ESLint: semi in src/two.txt', 'ESLint: eqeqeq in src/two.txt']),
    );
    expect(await open()).toHaveLength(3);
  });

  test('keep their identity when lines move, and are counted when they come again', async () => {
    const { lint, open } = await here();
    expect((await lint(FILES)).added).toHaveLength(3);
    const again = await lint({
      'src/a.txt': [['semi', 30]],
      'src/two.txt': [
        ['semi', 9],
        ['semi', 11],
        ['eqeqeq', 1],
      ],
    });
    expect([again.added, again.known, again.gone]).toEqual([[], 3, []]);
    expect((await open()).map(({ count }) => count)).toEqual([2, 2, 2]);
  });

  test('that the tool reports no longer are gone, and open again when they come back', async () => {
    const { lint, open } = await here();
    await lint(FILES);
    const { gone } = await lint({
      'src/a.txt': [],
      'src/two.txt': [
        ['semi', 1],
        ['eqeqeq', 2],
      ],
    });
    expect(gone).toMatchObject([
      { state: 'gone', reason: expect.stringMatching(/reports it no longer at [0-9a-f]{7}/) },
    ]);
    expect(await open()).toHaveLength(2);
    expect((await lint(FILES)).added).toMatchObject([{ state: 'open', count: 2 }]);
    expect(await open()).toHaveLength(3);
  });

  test('of files that the report does not name stay', async () => {
    const { lint, open } = await here();
    await lint(FILES);
    expect((await lint({ 'src/a.txt': [] })).gone).toHaveLength(1);
    expect(await open()).toHaveLength(2);
  });

  test('of a file that was renamed are those of its new name', async () => {
    const { root, lint, open } = await here();
    await lint(FILES);
    renameSync(join(root, 'src/two.txt'), join(root, 'src/three.txt'));
    const { gone, added } = await lint({ 'src/three.txt': FILES['src/two.txt']! });
    expect([gone.length, added.length]).toEqual([0, 0]);
    expect((await open()).map(({ found }) => found?.path).sort()).toEqual([
      'src/a.txt',
      'src/three.txt',
      'src/three.txt',
    ]);
  });

  test('of a renamed file that is a task leave it open, and a rejected one comes not again', async () => {
    const { work, root, lint, open } = await here();
    await lint({ 'src/two.txt': FILES['src/two.txt']! });
    const [semi, eqeqeq] = (await open()).sort((a, b) => (a.source.rule! < b.source.rule! ? 1 : -1));
    await work.run('inbox_accept', { ids: semi!.id });
    await work.run('inbox_reject', { ids: eqeqeq!.id, reason: 'We like it' });
    renameSync(join(root, 'src/two.txt'), join(root, 'src/three.txt'));
    const renamed = { 'src/three.txt': FILES['src/two.txt']! };
    expect(await lint(renamed)).toMatchObject({ added: [], gone: [], completed: [], kept: [] });
    expect(await open()).toEqual([]);
    expect((await lint({ 'src/three.txt': [] })).completed).toHaveLength(1);
  });

  test('a task from a finding is completed, but not if somebody works on it or it has criteria', async () => {
    const { work, lint } = await here();
    await lint({
      'src/a.txt': [
        ['semi', 1],
        ['eqeqeq', 2],
        ['quotes', 3],
      ],
    });
    await work.run('inbox_accept', { ids: ['p1', 'p2', 'p3'] });
    await work.run('task_start', { id: '1' }, agent('s1'));
    await work.run('task_modify', { filter: '2', acceptance: ['Looks good'] });
    const { completed, kept } = await lint({ 'src/a.txt': [] });
    expect(completed.map(({ id, status }) => [id, status])).toEqual([[3, 'completed']]);
    expect(kept.map(({ id }) => id)).toEqual([1, 2]);
    expect(completed[0]!.annotations?.at(-1)?.text).toMatch(/^ESLint reports it no longer at/);
    // What comes back after its task was completed is proposed again, with the task.
    const again = await lint({ 'src/a.txt': [['quotes', 5]] });
    expect(again.added).toMatchObject([{ state: 'open', again: completed[0]!.uuid }]);
  });

  test('that a person rejected do not come again', async () => {
    const { work, lint, open } = await here();
    await lint(FILES);
    await work.run('inbox_reject', { ids: ['p1'], reason: 'By design' });
    expect((await lint(FILES)).added).toEqual([]);
    await lint({ 'src/a.txt': [], 'src/two.txt': [] });
    expect((await lint(FILES)).added).toHaveLength(2);
    expect((await open()).map(({ id }) => id)).not.toContain('p1');
  });

  test('beyond the room of the inbox are counted, and nothing is changed by a dry run', async () => {
    const { work, lint, open } = await here();
    await work.run('setting_set', { name: 'inbox.most', value: '2' });
    expect((await lint(FILES, { dry_run: true })).added).toHaveLength(2);
    expect(await open()).toEqual([]);
    expect(await lint(FILES)).toMatchObject({ full: 1 });
    expect(await open()).toHaveLength(2);
  });
});

test('an import of tasks sends a report to the inbox, and the inbox a list of tasks to the import', async () => {
  const { work, root } = await here();
  writeFileSync(join(root, 'scan.json'), JSON.stringify({ version: '2.1.0', runs: [] }));
  await expect(work.run('task_import', { from: join(root, 'scan.json') })).rejects.toThrow('is a report of SARIF');
  writeFileSync(join(root, 'TODO.md'), '- [ ] Paint\n');
  await expect(work.run('inbox_report', { from: join(root, 'TODO.md') })).rejects.toThrow('no report');
});

test('a finding in another repository of the queue has the scope of that repository', async () => {
  const { work } = await here();
  await withRepositories(work);
  const cwd = join(work.folder, 'old');
  writeFileSync(
    join(cwd, 'eslint.json'),
    JSON.stringify([
      { filePath: 'src/b.js', messages: [{ ruleId: 'semi', line: 1, severity: 2, message: 'Missing.' }] },
    ]),
  );
  const opened = await openWorkspace({ cwd, env: { BACKLOG_DIR: join(work.folder, 'store') }, now: () => NOON });
  onTestFinished(() => opened.close());
  const { output } = await execute(opened, ADA, commandNamed('inbox_report'), { from: join(cwd, 'eslint.json') });
  expect((output as Imported).added).toMatchObject([{ scope: [{ repo: 'old', glob: 'src/b.js' }] }]);
});
