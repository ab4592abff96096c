import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Caller } from '../../src/work/workspace/context.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const BOB: Caller = { actor: { kind: 'human', name: 'bob' }, holder: 'human:bob' };
const CLAUDE = agent('9c31a43a-0000-4000-8000-000000000000');

/** 1 of ada, changed by claude; 2 of claude; 3 of bob. */
async function authored(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'One' }, ADA);
  await work.run('task_add', { description: 'Two' }, CLAUDE);
  await work.run('task_add', { description: 'Three' }, BOB);
  await work.run('task_modify', { filter: '1', priority: 'H' }, CLAUDE);
  return work;
}

const ids = async (work: TestWorkspace, filter: string) => {
  const { tasks } = await work.run<{ tasks: { id: number }[] }>('task_list', { filter, sort: 'id', fields: ['id'] });
  return tasks.map(({ id }) => id);
};

test('lists, counts, searches and bulk changes take filters of authors', async () => {
  const work = await authored();
  expect(await ids(work, 'created:ada')).toEqual([1]);
  expect(await ids(work, 'changed:claude')).toEqual([1, 2]);
  expect(await ids(work, 'created:human changed.not:human')).toEqual([1]);
  expect(await work.run('task_count', { filter: 'created:bob' })).toEqual({ count: 1 });
  expect(await work.run('task_search', { text: 'one two three', filter: 'created:ada' })).toMatchObject({ total: 1 });
  await work.run('view_set', { name: 'mine', filter: 'created:ada' });
  expect(await ids(work, '@mine or created:bob')).toEqual([1, 3]);
  await work.run('task_modify', { filter: 'changed:bob', project: 'web' }, ADA);
  expect(await ids(work, 'project:web')).toEqual([3]);
  expect(await ids(work, 'created:bob changed:ada')).toEqual([3]);
});

test('a column names the authors, and a list sorts by them; without such a name, rows lack them', async () => {
  const work = await authored();
  const { tasks } = await work.run<{ tasks: object[] }>('task_list', {
    sort: 'created',
    fields: ['id', 'created', 'changed'],
  });
  expect(tasks).toEqual([
    { id: 2, created: 'ai:claude-code', changed: 'ai:claude-code' },
    { id: 1, created: 'human:ada', changed: 'ai:claude-code' },
    { id: 3, created: 'human:bob', changed: 'human:bob' },
  ]);
  const whole = await work.run<{ tasks: object[] }>('task_list', { fields: ['*', 'created'], filter: '3' });
  expect(whole.tasks[0]).toMatchObject({ description: 'Three', urgency: 0, created: 'human:bob' });
  expect(whole.tasks[0]).not.toHaveProperty('changed');
  const plain = await work.run<{ tasks: object[] }>('task_list', { format: 'json' });
  expect(plain.tasks[0]).not.toHaveProperty('created');
});

test('a queue whose lists and infos name no author has no file of authors', async () => {
  const work = await authored();
  await work.run('task_list', { filter: '+READY' });
  await work.run('task_info', { id: '1' });
  await work.run('task_search', { text: 'one' });
  const inStore = () => readdirSync(join(work.folder, 'store'));
  expect(inStore()).not.toContain('authors');
  await work.run('task_list', { filter: 'created:ada' });
  expect(inStore()).toContain('authors');
});

test('info names the authors, also of an archived task', async () => {
  const work = await authored();
  expect(await work.run('task_info', { id: '1' })).toMatchObject({
    authors: { created: 'human:ada', changed: 'ai:claude-code (session 9c31a43a)' },
  });
  const text = await work.text('task_info', { id: '1' });
  expect(text).toContain('created by: human:ada\nchanged by: ai:claude-code (session 9c31a43a)');
  expect(await work.text('task_info', { id: '3' })).not.toContain('changed by');
  await work.run('task_done', { id: '3', force: true }, BOB);
  await work.run('task_archive', { filter: '3' }, ADA);
  expect(await work.run('task_info', { id: '3' })).toMatchObject({ authors: { created: 'human:bob' } });
  expect(await work.run('task_archive_list', { filter: 'created:bob' })).toMatchObject({ found: 1 });
  expect(await work.run('task_archive_list', { filter: 'created:ada' })).toMatchObject({ found: 0 });
  await work.run('task_archive_restore', { id: '3' }, CLAUDE);
  expect(await work.run('task_info', { id: '3' })).toMatchObject({
    authors: { created: 'human:bob', changed: expect.stringContaining('claude-code') },
  });
  expect(await ids(work, 'created:bob +ANY')).toEqual([3]);
});

test('info, search and lists show the source and the fields of an import, harmless and cut', async () => {
  const work = await testWorkspace();
  const row = {
    uuid: '11111111-1111-4111-8111-111111111111',
    description: 'Injection',
    source: { kind: 'semgrep', list: 'scan 7', id: 'rule-1', url: 'https://example.org/rule-1' },
    extra: { severity: 'HIGH\u0007', cwe: ['CWE-89'], long: 'x'.repeat(500) },
  };
  await work.run('task_import', { tasks: [row] });
  const text = await work.text('task_info', { id: '1' });
  expect(text).toContain('source: semgrep scan 7 rule-1 https://example.org/rule-1');
  expect(text).toMatch(/other fields: severity: HIGH.*; cwe: CWE-89; long: x{50,100}…?$/m);
  expect(text).not.toContain('\u0007');
  expect(await work.run('task_search', { text: 'semgrep' })).toMatchObject({ hits: [{ id: 1, in: 'origin' }] });
  expect(await work.run('task_search', { text: 'CWE-89' })).toMatchObject({ hits: [{ id: 1, in: 'origin' }] });
  expect(await ids(work, 'source:semgrep extra.cwe:CWE-89')).toEqual([1]);
  const { tasks } = await work.run<{ tasks: object[] }>('task_list', { fields: ['id', 'extra.cwe'] });
  expect(tasks).toEqual([{ id: 1, 'extra.cwe': ['CWE-89'] }]);
  expect(await work.run('task_list', { filter: 'extra.sevrity:high' })).toMatchObject({
    notes: ['Nothing has extra.sevrity; did you mean extra.severity?'],
  });
});

test('an import and its export keep source and fields, and the importer is who made the task', async () => {
  const work = await testWorkspace();
  const extra = { severity: 'high', nested: { a: [1, { b: null }] } };
  const source = { kind: 'semgrep', id: 'rule-1' };
  await work.run('task_import', { tasks: [{ description: 'Injection', source, extra }] }, BOB);
  const { tasks } = await work.run<{ tasks: Record<string, unknown>[] }>('task_export');
  expect(tasks[0]).toMatchObject({ source, extra });
  const other = await testWorkspace();
  await other.run('task_import', { tasks });
  expect((await other.run<{ tasks: object[] }>('task_export')).tasks[0]).toMatchObject({ source, extra });
  expect(await ids(work, 'created:bob')).toEqual([1]);
  expect(await ids(other, 'created:ada source:semgrep')).toEqual([1]);
});
