import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { render } from '../../src/commands/render.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { tempFolder } from '../support/folder.ts';
import { needsProgram } from '../support/needs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { type Answer, fixture, readFixture, refusals } from './imported.ts';

interface Item {
  id: string;
  title: string;
  status: string;
  priority: string | null;
  project: string | null;
  tags: string[];
  dependencies: string[];
  entry: string;
  modified: string;
  end: string | null;
  due: string | null;
  wait: string | null;
  scheduled: string | null;
  until: string | null;
  start: string | null;
  recur: string | null;
  parent: string | null;
  'uda:estimate': string | null;
  'uda:agent': string | null;
  'uda:reviewed': string | null;
  'uda:size': string | null;
  annotations: number;
  annotationLength: number;
}

describe('an export', () => {
  test('comes in as the program lists it, every field', async () => {
    const { run } = await testWorkspace();
    const items = readFixture<Item[]>('taskwarrior/expected.json');
    const { imported } = await run<Answer>('task_import', { from: fixture('taskwarrior/lines.json') });
    const byUuid = new Map(imported.map(({ task }) => [task.uuid, task]));
    expect(byUuid.size).toBe(items.length);
    for (const item of items) expect(cameAs(byUuid.get(item.id), item), item.id).toEqual(listed(item));
    const again = await run<Answer>('task_import', { from: fixture('taskwarrior/lines.json') });
    expect(again).toMatchObject({ imported: [], unchanged: items.length });
  });
});

/** Nobody here works on what an import brings: that a task was active is said by its handoff. */
const active = ({ start, status }: Item) => start !== null && status !== 'completed' && status !== 'deleted';

/** The program lists what was written as words by its number of days. */
const DAYS: Readonly<Record<string, string>> = { weekly: 'P7D', monthly: 'P30D', '2wks': 'P14D' };

function cameAs(task: Task | undefined, item: Item) {
  const notes = (task?.annotations ?? []).map(({ text }) => text);
  const at = (field: 'entry' | 'modified' | 'end' | 'due' | 'wait' | 'scheduled' | 'until') => task?.[field] ?? null;
  return {
    title: task?.description,
    status: task?.status,
    priority: task?.priority ?? null,
    project: task?.project ?? null,
    tags: task?.tags ?? [],
    depends: [...(task?.depends ?? [])].sort(),
    dates: [at('entry'), at('modified'), at('end'), at('due'), at('wait'), at('scheduled'), at('until')],
    recur: item.parent === null && task?.recur !== undefined ? (DAYS[task.recur] ?? task.recur) : null,
    template: task?.template ?? null,
    udas: ['agent', 'estimate', 'size'].map((name) =>
      task?.extra?.[name] === undefined ? null : String(task.extra[name]),
    ),
    reviewed: task?.extra?.reviewed ?? null,
    notes: notes.length,
    active: task?.handoff?.at,
    length: notes.reduce((sum, text) => sum + [...text].length, 0),
  };
}

function listed(item: Item) {
  const at = (moment: string | null) => moment && `${moment}Z`;
  const { entry, modified, end, due, wait, scheduled, until } = item;
  return {
    title: item.title,
    status: item.status === 'waiting' ? 'pending' : item.status,
    priority: item.priority,
    project: item.project?.replaceAll(' ', '_') ?? null,
    tags: item.tags,
    depends: [...item.dependencies].sort(),
    dates: [entry, modified, end, due, wait, scheduled, until].map(at),
    recur: item.parent === null ? item.recur : null,
    template: item.parent,
    udas: [item['uda:agent'], item['uda:estimate'], item['uda:size']],
    reviewed: item['uda:reviewed'] && `${item['uda:reviewed'].replaceAll(/[-:]/g, '')}Z`,
    notes: item.annotations,
    active: active(item) ? `${item.start}Z` : undefined,
    length: item.annotationLength,
  };
}

describe('Taskwarrior itself', needsProgram('task'), () => {
  /** Calls of the program over data of its own. */
  function taskwarrior() {
    const folder = tempFolder('taskwarrior');
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'taskrc'), `data.location=${join(folder, 'data')}\nrecurrence=off\nconfirmation=off\n`);
    const env = {
      ...process.env,
      TASKRC: join(folder, 'taskrc'),
      TASKDATA: join(folder, 'data'),
      HOME: folder,
      TZ: 'UTC',
    };
    return {
      folder,
      call: (...words: string[]) =>
        execFileSync('task', words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    };
  }

  async function written({ opened }: TestWorkspace): Promise<string> {
    return render(
      await execute(opened, { ...ADA, door: 'cli' }, commandNamed('task_export'), { format: 'taskwarrior' }),
    );
  }

  test('splits characters of its imports and writes numbers as texts; both come in as they were', async () => {
    const { folder, call } = taskwarrior();
    const [given, theirs] = [join(folder, 'given.json'), join(folder, 'theirs.json')];
    writeFileSync(given, '[{"description":"Party \\ud83c\\udf89","size":2.5,"reviewed":"2.50"}]');
    call('import', given);
    const env = { ...process.env, TASKRC: join(folder, 'taskrc'), HOME: folder };
    writeFileSync(theirs, execFileSync('task', ['export'], { env, stdio: ['ignore', 'pipe', 'ignore'] }));
    const { run } = await testWorkspace();
    await run('task_import', { from: theirs });
    const { tasks } = await run<{ tasks: Task[] }>('task_export');
    expect(tasks).toMatchObject([{ description: 'Party 🎉', extra: { size: 2.5, reviewed: '2.50' } }]);
  });

  test('takes our export, and what it then exports comes back as it was', async () => {
    const work = await testWorkspace();
    await work.run('task_add', {
      description: 'Quotes "q", \\ backslash; Größe 漢字 👩‍✈️',
      tags: 'bug,日本語',
      project: 'web.ui',
      priority: 'H',
      due: 'friday',
      scope: 'src/**',
      acceptance: 'it works',
      spec: '# Why\n\nTwo "lines"\n',
      estimate: '2h',
    });
    await work.run('task_annotate', { id: 1, text: 'A note' });
    await work.run('task_add', { description: 'Second', parent: 1, wait: '2027-01-01' });
    await work.run('task_add', { description: 'Done', depends: 2 });
    await work.run('task_add', { description: 'Dropped' });
    await work.run('task_delete', { id: 4 });
    await work.run('task_add', { description: 'Weekly', due: '2026-08-03', recur: 'weekly' });
    await work.run('task_import', {
      tasks: [
        {
          description: 'From afar',
          source: { kind: 'x', id: '1' },
          extra: { status: 'odd', deep: { a: [1] }, size: 'XL' },
        },
      ],
    });
    const { folder, call } = taskwarrior();
    writeFileSync(join(folder, 'ours.json'), await written(work));
    call('import', join(folder, 'ours.json'));
    const theirs = call('rc.json.array=on', 'export');
    expect(JSON.parse(theirs)).toHaveLength(7);

    writeFileSync(join(folder, 'theirs.json'), theirs);
    const there = await testWorkspace();
    const answer = await there.run<Answer>('task_import', { from: join(folder, 'theirs.json') });
    expect(answer.source).toBe('taskwarrior');
    const rows = async ({ run }: TestWorkspace) =>
      (await run<{ tasks: Record<string, unknown>[] }>('task_export')).tasks
        .map(
          ({ id: _, modified: _modified, annotations, ...task }): Record<string, unknown> => ({
            ...task,
            notes: (annotations as { text: string }[] | undefined)?.map(({ text }) => text),
          }),
        )
        .sort((a, b) => (String(a.uuid) < String(b.uuid) ? -1 : 1));
    const uuid = (row: object) => (row as { uuid: string }).uuid;
    expect((await rows(there)).map(uuid)).toEqual((await rows(work)).map(uuid));
    expect(await rows(there)).toEqual(await rows(work));
  });

  test('takes back what it had exported itself', () => {
    const { folder, call } = taskwarrior();
    const lines = readFileSync(fixture('taskwarrior/lines.json'), 'utf8');
    writeFileSync(join(folder, 'lines.json'), lines);
    call('import', join(folder, 'lines.json'));
    expect(JSON.parse(call('rc.json.array=on', 'export'))).toHaveLength(lines.trim().split('\n').length);
  });
});

test('control characters that Taskwarrior writes as they are come in', async () => {
  const { run } = await testWorkspace();
  const from =
    '[{"uuid":"5b5b4e2e-4c7f-4c0c-9f0a-333333333333","description":"Ring","status":"pending","entry":"20260720T100000Z","annotations":[{"entry":"20260720T100000Z","description":"bell \u0007\u001b"}]}]';
  const { imported } = await run<Answer>('task_import', { from, format: 'taskwarrior' });
  expect(imported[0]?.task.annotations?.[0]?.text).toBe('bell \u0007\u001b');
});

describe('damaged files', () => {
  refusals('taskwarrior/broken', {
    '01-truncated.json': /^01-truncated\.json, line \d+: expected JSON/,
    '02-duplicate-uuid.json': 5,
    '03-missing-dependency.json': 5,
    '04-cycle.json': 5,
    '05-wrong-types.json': [4, /row 2, annotations: .*received "note"/],
    '06-encoding.json': 5,
    '07-merge-conflict.json': /line \d+: .*merge conflict/,
    '08-bad-dates-and-status.json': [5, /row 1, due: .*20271399T250000Z/],
    '09-missing-fields.json': [4, /row 2, field description: is required/],
    '10-comma-missing.json': /line \d+: expected JSON/,
    '11-invalid-as-exported.json': /line \d+: expected JSON/,
  });
});
