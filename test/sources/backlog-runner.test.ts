import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { testWorkspace } from '../support/workspace.ts';
import { type Came, cameIn, fixture, holdsFor, imported, readFixture, refusals } from './imported.ts';

interface Item {
  id: string;
  title: string;
  status: string;
  priority: string;
  kind: string;
  domain: string | null;
  dependencies: string[];
  touchPaths: string[];
  capabilities: string[];
  validationProfile: string;
  acceptanceCriteria: number;
  statusNotes: number;
  notesLength: number;
  knownDependencies: string[];
  blockage: string | null;
  source: { type: string };
  created: string;
  updated: string;
}
const EXPECTED = readFixture<Record<string, Item[]>>('backlog-runner/expected.json');
const PRIORITY: Record<string, string> = { high: 'H', normal: 'M', low: 'L' };
const STATUS: Record<string, string> = { done: 'completed', superseded: 'deleted' };
const CANDIDATES = 5;
/** Of all that was noted, the context too, which is the specification here. */
const lengthOf = (task: Came | undefined) =>
  (task?.annotations ?? []).reduce((sum, { text }) => sum + text.length, 0) +
  (task?.docs.spec === undefined ? 0 : 'Context: '.length + task.docs.spec.length);
/** What a task keeps on its way out and in again. */
const kept = ({ uuid: _, id: __, annotations = [], acceptance = [], handoff, ...task }: Came) => ({
  ...task,
  notes: annotations.map(({ text }) => text),
  criteria: acceptance.map(({ text }) => text),
  handoff: handoff?.note,
});
const second = (moment: string) => `${moment.slice(0, 19)}Z`;

describe.each(Object.entries(EXPECTED))('%s', (project, items) => {
  test('every task comes in as the tool lists it, and what waits in the inbox', async () => {
    const { came } = await imported(`backlog-runner/${project}`);
    expect(came.size).toBe(items.length + CANDIDATES);
    expect([...came.values()].filter(({ tags }) => tags?.includes('candidate'))).toHaveLength(CANDIDATES);
    for (const item of items) {
      const task = came.get(item.id);
      expect(
        {
          title: task?.description,
          status: task?.status,
          priority: task?.priority,
          type: task?.type,
          depends: task?.depends,
          paths: [...new Set(task?.scope?.map(({ glob }) => glob.replace(/\/\*\*$/, '')))],
          criteria: task?.acceptance?.length ?? 0,
          notes: (task?.annotations?.length ?? 0) + ('spec' in (task?.docs ?? {}) ? 1 : 0),
          length: lengthOf(task),
          domain: task?.extra?.execution_domain ?? null,
          capabilities: (task?.tags ?? []).filter((tag) => tag.startsWith('needs.')).map((tag) => tag.slice(6)),
          profile: task?.extra?.validation_profile,
          source: (task?.extra?.source as { type: string } | undefined)?.type,
          entry: task?.entry,
          modified: task?.modified,
        },
        item.id,
      ).toEqual({
        title: item.title.replaceAll('\t', ' '),
        status: STATUS[item.status] ?? 'pending',
        priority: PRIORITY[item.priority],
        type: item.kind,
        depends: [...item.dependencies].sort(),
        paths: item.touchPaths,
        criteria: item.acceptanceCriteria,
        notes: item.statusNotes,
        length: item.notesLength,
        domain: item.domain,
        capabilities: item.capabilities,
        profile: item.validationProfile,
        source: item.source.type,
        entry: second(item.created),
        modified: second(item.updated),
      });
      const waits = item.blockage?.startsWith('waiting on dependency');
      if (waits) expect(task?.depends, item.id).toEqual(expect.arrayContaining(item.knownDependencies));
      const isHeld = item.status === 'failed' || item.status === 'planned';
      if (isHeld) expect(task?.extra?.state).toBe(item.status);
      expect(task?.handoff?.note, item.id).toBe(isHeld ? `${item.status} in backlog-runner` : undefined);
    }
    // The planner has said nothing of them yet.
    for (const task of came.values())
      if (task.tags?.includes('candidate')) expect(task.handoff?.note).toBe('candidate in backlog-runner');
  });

  test('its tasks go out as YAML files, and come in elsewhere as they were', async () => {
    const { work, came } = await imported(`backlog-runner/${project}`);
    const to = join(work.folder, 'out');
    const call = { filter: '-candidate', format: 'backlog-runner', to };
    expect(await work.run('task_export', call)).toMatchObject({ to, count: items.length });
    const done = items.filter(({ status }) => status === 'done').map(({ id }) => `${id}.yaml`);
    expect(readdirSync(join(to, 'tasks/done')).sort()).toEqual(done.sort());
    const other = await testWorkspace();
    await other.run('task_import', { from: to });
    const back = await cameIn(other);
    expect([...back.keys()].sort()).toEqual(items.map(({ id }) => id).sort());
    for (const { id } of items) expect(kept(back.get(id)!), id).toEqual(kept(came.get(id)!));
    expect((await work.refused('task_export', call)).message).toContain('is not an empty folder');
    expect((await work.refused('task_export', { ...call, to: undefined })).hint).toContain('--to backlog');
  });

  holdsFor(`backlog-runner/${project}`, items.length + CANDIDATES);
});

test('tasks of one title go out with ids of their own, which stay when another one comes', async () => {
  const work = await testWorkspace();
  const add = (input = {}) => work.run<Task>('task_add', { description: 'Fix login', ...input });
  await add();
  const { uuid } = await add({ depends: ['1'] });
  await work.run('task_done', { id: '1' });
  const write = async (name: string) => {
    const to = join(work.folder, name);
    const { count } = await work.run<{ count: number }>('task_export', { format: 'backlog-runner', to });
    const files = ['tasks', 'tasks/done'].flatMap((folder) =>
      readdirSync(join(to, folder)).filter((file) => file.endsWith('.yaml')),
    );
    return { to, count, files };
  };
  const { to, count, files } = await write('one');
  expect({ count, files: new Set(files).size }).toEqual({ count: 2, files: 2 });
  const other = await testWorkspace();
  await other.run('task_import', { from: to });
  const back = await cameIn(other);
  expect([...back.values()].map(({ depends = [], status }) => [status, depends.length]).sort()).toEqual([
    ['completed', 0],
    ['pending', 1],
  ]);
  expect(files.some((file) => file.endsWith(`-${uuid.slice(-8)}.yaml`))).toBe(true);
  await add();
  const later = await write('two');
  expect(later).toMatchObject({ count: 3, files: expect.arrayContaining(files) });
});

describe('damaged files', () => {
  refusals('backlog-runner/broken', {
    '01-truncated': [1, /batch-vehicle.*\.yaml, .*created_at: is required/],
    '02-bad-indentation': [1, /batch-vehicle.*\.yaml, line 3: expected YAML/],
    '03-duplicate-id': 3,
    '04-missing-dependency': 2,
    '05-cycle': 3,
    '06-wrong-types': [2, /\.yaml, acceptance_criteria: expected a list, received \{"a":1\}/],
    '07-encoding': 2,
    '08-merge-conflict': [1, /batch-vehicle.*line 14: .*merge conflict/],
    // What is no candidate has no id that could be there twice.
    '09-inbox': [
      4,
      /inbox\.jsonl, line 2: expected one JSON object per line: [^\n]*\n.*line 3: expected one JSON object per line: (?![^\n]*id)/,
    ],
  });
});

test('the report that the tool writes is no list: it is refused by its own comment, and stays as it is', async () => {
  const work = await testWorkspace();
  const folder = join(work.folder, 'project');
  cpSync(fixture('backlog-runner/small'), folder, { recursive: true });
  const file = join(folder, 'backlog.md');
  const before = readFileSync(file, 'utf8');
  const { added } = await work.run<{ added: number }>('task_import', { from: folder });
  expect(added).toBeGreaterThan(20);
  for (const call of [() => work.refused('task_sync', { file }), () => work.refused('task_import', { from: file })])
    expect(await call()).toMatchObject({
      message: expect.stringContaining('a program generates this file'),
      hint: expect.stringContaining(`task_import ${folder}`),
    });
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect((await work.run<{ added: number }>('task_import', { from: folder })).added).toBe(0);
  // A copy that a person keeps is linked by its words.
  writeFileSync(join(folder, 'mine.md'), before.replaceAll(/<!--.*-->\n/g, '').replaceAll(/^.*\[x\].*\n/gm, ''));
  const read = await work.run<{ added: number }>('task_import', { from: join(folder, 'mine.md') });
  expect(read.added).toBeLessThanOrEqual(1);
});
