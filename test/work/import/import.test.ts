import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { soak } from '../../support/soak-test.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';

const LINES = readFileSync(new URL('../../fixtures/taskwarrior/lines.json', import.meta.url), 'utf8');
const theirs = (): Record<string, unknown>[] =>
  LINES.trim()
    .split('\n')
    .map((line) => JSON.parse(line.replace(/,$/, '')));

const UUID = 'ea36a6d1-c834-479e-b9d1-bec5519ad0f4';
const OTHER = 'fb36a6d1-c834-479e-b9d1-bec5519ad0f4';

/** As Taskwarrior 2.6 exports it: due on Mondays since 20 July, the first done, the second open. */
const SERIES = [
  {
    uuid: UUID,
    description: 'Trash',
    status: 'recurring',
    entry: '20260720T133000Z',
    due: '20260727T000000Z',
    recur: 'weekly',
    mask: '+-',
  },
  ...[
    { uuid: OTHER, status: 'completed', due: '20260727T000000Z', end: '20260728T000000Z', imask: 0 },
    { uuid: OTHER.replace('fb', 'fc'), status: 'pending', due: '20260803T000000Z', imask: 1 },
  ].map((one) => ({ description: 'Trash', entry: '20260720T133000Z', recur: 'weekly', parent: UUID, ...one })),
];

interface Info {
  record: Task;
}
interface Imported {
  imported: { task: Task }[];
  source: string;
  warnings: string[];
}

test('a label that is the name of a virtual tag comes in, goes out and comes in again; nobody can add another one', async () => {
  const rows = [{ uuid: UUID, description: 'Write the page', status: 'pending', tags: ['DOC', 'web'] }];
  const { run, text, refused } = await testWorkspace();
  await run('task_import', { tasks: JSON.stringify(rows) });
  expect((await run<Info>('task_info', { id: 1 })).record.tags).toEqual(['DOC', 'web']);
  const exported = await text('task_export', {});
  const second = await testWorkspace();
  await second.run('task_import', { tasks: exported });
  await second.run('task_modify', { filter: '1', tags: ['+more'] });
  expect((await second.run<Info>('task_info', { id: 1 })).record.tags).toEqual(['DOC', 'web', 'more']);
  expect(await refused('task_modify', { filter: '1', tags: ['+READY'] })).toMatchObject({ code: 'invalid' });
});

describe('an export of Taskwarrior', () => {
  test('is taken whole, as it wrote it, and says what is spelled differently', async () => {
    const { run } = await testWorkspace();
    const { imported, source, warnings } = await run<Imported>('task_import', { tasks: LINES });
    expect(imported).toHaveLength(theirs().length);
    expect(source).toBe('taskwarrior');
    expect(warnings.join()).toContain('project: "Ops.Port side" is "Ops.Port_side" here');
  });

  test('comes out again as it came in, but for what only an import changes', async () => {
    const { run } = await testWorkspace();
    await run('task_import', { tasks: LINES });
    const { tasks } = await run<{ tasks: Record<string, unknown>[] }>('task_export', { format: 'taskwarrior' });
    const back = new Map(tasks.map((task) => [task.uuid, task]));
    // Theirs alone, notes (signed by the importer).
    const left = ['id', 'urgency', 'mask', 'imask', 'rtype', 'annotations', 'modified'];
    for (const task of theirs()) {
      for (const name of Object.keys(task).filter((name) => !left.includes(name)))
        expect([name, back.get(task.uuid)?.[name]]).toEqual([name, task[name] === 'waiting' ? 'pending' : task[name]]);
    }
  });

  test('with a series brings its instances along, and none is made a second time', async () => {
    const { run, text, pass } = await testWorkspace();
    await run('task_import', { tasks: SERIES });
    expect(await text('task_list', { filter: '+INSTANCE +ANY sort:due+', fields: ['due', 'status'] })).toBe(
      JSON.stringify({
        total: 2,
        from: 0,
        tasks: [
          { due: '2026-07-27T00:00:00Z', status: 'completed' },
          { due: '2026-08-03T00:00:00Z', status: 'pending' },
        ],
      }),
    );
    pass(7 * 86_400_000);
    expect(await text('task_count', { filter: '+INSTANCE +ANY' }), 'the series goes on').toBe('3');
  });

  test('of a series says to Taskwarrior which of its dates are made', async () => {
    const { run } = await testWorkspace();
    await run('task_add', { description: 'Trash', due: '2026-07-06', recur: 'weekly' });
    await run('task_done', { id: 2 });
    const { tasks } = await run<{ tasks: Record<string, unknown>[] }>('task_export', { format: 'taskwarrior' });
    expect(tasks).toMatchObject([
      { status: 'recurring', mask: 'XXX+-' },
      { status: 'completed', parent: tasks[0]?.uuid, recur: 'weekly', imask: 3 },
      { status: 'pending', parent: tasks[0]?.uuid, recur: 'weekly', imask: 4 },
    ]);
    const { tasks: alone } = await run<{ tasks: object[] }>('task_export', { format: 'taskwarrior', filter: '3' });
    expect(alone, 'without its template it belongs to no series there').not.toMatchObject([{ imask: 4 }]);
  });

  test('of our own tasks brings everything back', async () => {
    const one = await testWorkspace();
    await one.run('task_add', {
      description: 'First',
      scope: 'src/**',
      acceptance: 'it works, always',
      estimate: '2h',
      agent: 'implementer',
      rank: 3,
      due: 'friday',
      spec: '# Spec',
    });
    await one.run('task_add', { description: 'Goal' });
    await one.run('task_add', { description: 'Second', parent: 2, depends: 1 });
    const rows = await one.text('task_export', { format: 'taskwarrior' });
    const two = await testWorkspace();
    await two.run('task_import', { tasks: rows });
    const exported = async (work: typeof one) => (await work.run<{ tasks: object[] }>('task_export')).tasks;
    expect(await exported(two)).toEqual(await exported(one));
  });

  test('of new tasks may name a task of the queue by its number, its UUID and the start of its UUID', async () => {
    const { run } = await testWorkspace();
    const { uuid } = await run<{ uuid: string }>('task_add', { description: 'Here' });
    for (const depends of ['1', '#1', uuid, uuid.slice(0, 8), uuid.toUpperCase()]) {
      const { imported } = await run<{ imported: { task: object }[] }>('task_import', {
        tasks: [{ description: 'x', depends: [depends] }],
      });
      expect(imported).toMatchObject([{ task: { depends: [uuid] } }]);
    }
  });

  test.each([
    ['5min', '_5min'],
    ['a:b', 'a_b'],
    ['c++', 'c_'],
  ])('may have the tag %s, which is %s here', async (theirTag, ourTag) => {
    const { run, text } = await testWorkspace();
    const row = { uuid: UUID, description: 'x', entry: '20260720T133000Z', tags: [theirTag, 'ok'] };
    const { warnings } = await run<Imported>('task_import', { tasks: [row] });
    expect(warnings).toEqual([`row 1, tags: "${theirTag}" is "${ourTag}" here`]);
    expect(await text('task_count', { filter: `+${ourTag} +ok` })).toBe('1');
    const { tasks } = await run<{ tasks: object[] }>('task_export', { format: 'taskwarrior' });
    expect(tasks).toMatchObject([{ tags: [theirTag, 'ok'] }]);
  });

  test('keeps attributes of its user in extra, whatever they are called', async () => {
    const { run } = await testWorkspace();
    const row = { uuid: UUID, description: 'x', entry: '20260720T133000Z', estimate: 1.5, agent: 'me', reviewed: 'no' };
    await run('task_import', { tasks: [row] });
    const { record } = await run<Info>('task_info', { id: 1, format: 'json' });
    expect(record).toMatchObject({ extra: { estimate: 1.5, agent: 'me', reviewed: 'no' } });
    expect(record.estimate).toBeUndefined();
  });

  test('that was filtered leaves out what it waits for elsewhere, and says so', async () => {
    const { run } = await testWorkspace();
    const row = { uuid: UUID, description: 'x', entry: '20260720T133000Z', depends: [OTHER] };
    const { warnings } = await run<Imported>('task_import', { tasks: [row] });
    expect(warnings).toEqual([
      `row 1, depends: "${OTHER}" is neither in this file nor in the queue, so it does not block the task; it stays in extra`,
    ]);
  });
});

describe('a refused row is named with its field and value', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'a tag',
      [{ description: 'ok' }, { description: 'x', tags: ['5min'] }],
      /row 2, field tags\.0: a tag starts with .*received "5min"/,
    ],
    ['a date', [{ description: 'x', due: 'garbage' }], /row 1, field due: .*garbage/],
    ['a status', [{ description: 'x', status: 'doing' }], /row 1, field status: .*"pending".*received "doing"/],
    ['a number', [{ description: 7 }], /row 1, field description: expected string, received 7/],
    ['a missing field', [{ ref: 'a' }], /row 1, field description: is required/],
    ['a reference', [{ description: 'x', depends: ['nowhere-x'] }], /row 1, .*no row has the ref "nowhere-x"/],
    ['a check', [{ description: 'x', checks: ['unit'] }], /row 1, field checks: no check "unit"/],
    ['an estimate', [{ description: 'x', estimate: 'long' }], /row 1, field estimate: .*long/],
    [
      'a note',
      [{ description: 'x', annotations: [{ at: 'then', text: 'a' }] }],
      /row 1, field annotations\.0\.at: .*"then"/,
    ],
    [
      'a twin',
      [
        { ref: 'a', description: 'x' },
        { ref: 'a', description: 'y' },
      ],
      /row 2, field ref: "a" appears twice/,
    ],
    [
      'a circle',
      ['a', 'b', 'c'].map((ref, i) => ({ ref, description: ref, depends: ['bca'[i]] })),
      /row 3, field depends: this would form a cycle: (a -> b -> c -> a)/,
    ],
    [
      'a circle of parents',
      ['a', 'b'].map((ref, i) => ({ ref, description: ref, parent: 'ba'[i] })),
      /row 2, field parent: .*cycle/,
    ],
    ['text that is no JSON', '{bad', /tasks: expected JSON: .*line 1, column 2/],
    ['a broken line', '{"description":"a"}\n{"description":', /tasks: line 2: expected JSON/],
    ['words', 'nonsense', /tasks: expected a JSON array of objects, received "nonsense"/],
  ])('%s', async (_, tasks, message) => {
    const { refused, opened, run } = await testWorkspace();
    await run('task_add', { description: 'First' });
    const before = opened.store.state.seq;
    expect((await refused('task_import', { tasks })).message).toMatch(message);
    expect(opened.store.state.seq).toBe(before);
  });
});

describe('existing: update', () => {
  test('empties and clears what the row says is empty', async () => {
    const { run } = await testWorkspace();
    await run('task_add', { description: 'First' });
    await run('task_add', { description: 'Goal' });
    const second = {
      description: 'Second',
      depends: 1,
      due: 'friday',
      tags: 'a',
      parent: 2,
      priority: 'H',
      scope: 'a',
    };
    const { uuid } = await run<Task>('task_add', second);
    const row = { uuid, description: 'Second', depends: [], due: null, tags: [], parent: null, scope: null };
    await run('task_import', { tasks: [row], existing: 'update' });
    const { record } = await run<Info>('task_info', { id: 3, format: 'json' });
    expect([record.depends, record.due, record.tags, record.parent, record.scope]).toEqual(Array(5).fill(undefined));
    expect(record.priority).toBe('H');
  });

  test('leaves an active task of ours active', async () => {
    const { run } = await testWorkspace();
    const { uuid } = await run<Task>('task_add', { description: 'First' });
    await run('task_start', { id: 1 });
    const { tasks } = await run<{ tasks: Task[] }>('task_export');
    await run('task_import', { tasks, existing: 'update' });
    const { record } = await run<Info>('task_info', { id: 1, format: 'json' });
    expect(record).toMatchObject({ uuid, start: expect.any(String) });
    expect(record.annotations).toBeUndefined();
  });
});

describe('who signs what a file brings', () => {
  const at = '2026-07-20T13:30:00Z';
  const row = {
    uuid: UUID,
    description: 'x',
    start: at,
    annotations: [{ id: 'n1', at, actor: 'human:boss', text: 'ship it' }],
    acceptance: [{ id: 'c1', text: 'works', met: { at, actor: 'human:boss', evidence: 'seen' } }],
    handoff: { at, actor: 'human:boss', session: 's1', note: 'half done' },
  };

  test('of evidence is the importer, but never its word: a file that names the importer is still a claim', async () => {
    const { run } = await testWorkspace();
    const met = { at: '2026-07-01T00:00:00Z', actor: 'human:ada', evidence: 'seen' };
    const acceptance = [{ id: 'c1', text: 'works', met }];
    await run('task_import', { tasks: [{ uuid: UUID, description: 'a', acceptance }] });
    const { record, brief } = await run<Info & { brief: { grades: unknown[] } }>('task_info', { id: 1 });
    expect(record.acceptance).toMatchObject([{ met: { actor: 'human:ada', author: 'human:ada' } }]);
    expect(brief.grades).toMatchObject([{ grade: 'claimed' }]);
  });

  test('is the importer; the author that the file names stands in a field, and no text is changed', async () => {
    const { run, text } = await testWorkspace();
    await run('task_import', { tasks: [row] }, agent('s2'));
    const { record } = await run<Info>('task_info', { id: 1, format: 'json' });
    const signed = { at, actor: 'ai:claude-code', author: 'human:boss' };
    expect(record.annotations).toEqual([{ id: 'n1', ...signed, text: 'ship it' }]);
    expect(record.acceptance).toMatchObject([{ met: { ...signed, evidence: 'seen' } }]);
    expect(record.handoff).toEqual({ ...signed, note: 'half done' });
    expect(await text('task_info', { id: 1 })).toContain('human:boss, imported by ai:claude-code: "ship it"');
  });

  test('stays whoever it was when somebody else imports the same', async () => {
    const { run } = await testWorkspace();
    const named = { ...row, annotations: [{ at, actor: 'bo\u001bss\n', text: 'ship it' }] };
    await run('task_import', { tasks: [named] }, agent('s2'));
    const rows = () => run<{ tasks: Task[] }>('task_export');
    const before = await rows();
    expect(before.tasks[0]!.annotations).toEqual([
      { id: 'i1', at, actor: 'ai:claude-code', author: 'bo ss', text: 'ship it' },
    ]);
    expect(await run('task_import', { tasks: [named], existing: 'update' })).toMatchObject({ imported: [] });
    expect(await rows()).toEqual(before);
  });

  test('an active task is pending here: nobody holds it', async () => {
    const { run, text } = await testWorkspace();
    const { handoff, ...active } = row;
    await run('task_import', { tasks: [active] });
    const { record } = await run<Info>('task_info', { id: 1, format: 'json' });
    expect(record).toMatchObject({ status: 'pending' });
    expect(record.start).toBeUndefined();
    expect(await text('task_next', {}, agent('s3'))).toContain(
      '1 x: it is in work elsewhere: active where it came from',
    );
  });
});

soak('ten thousand rows in chains take time by their number, and others are answered in between', async () => {
  const { run } = await testWorkspace();
  const tasks = Array.from({ length: 10_000 }, (_, i) => ({
    ref: `r${i}`,
    description: `Task ${i}`,
    tags: 'a,b',
    ...(i % 100 ? { depends: [`r${i - 1}`] } : {}),
  }));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const began = process.cpuUsage();
  await run('task_import', { tasks });
  clearInterval(timer);
  const { user, system } = process.cpuUsage(began);
  // Of the processor, since a machine may be busy with others; looking for circles row by row took 12 s.
  expect((user + system) / 1_000).toBeLessThan(5_000);
  expect(turns).toBeGreaterThan(20);
});

test('a row that would wait for itself, as a subtask of what it waits for, is refused', async () => {
  const { run, refused } = await testWorkspace();
  const tasks = [
    { ref: 'goal', description: 'Goal' },
    { ref: 'step', description: 'Step', parent: 'goal', depends: ['goal'] },
  ];
  expect(await refused('task_import', { tasks })).toMatchObject({
    code: 'cycle',
    message: expect.stringContaining('row 2, field depends and parent'),
  });
  await run('task_add', { description: 'Goal' });
  await run('task_add', { description: 'Step', parent: 1 });
  for (const [command, input] of [
    ['task_modify', { filter: '2', depends: '1' }],
    ['task_add', { description: 'Third', parent: 1, depends: 1 }],
  ] as const) {
    const { message, hint } = await refused(command, input);
    expect([message, hint]).toEqual([expect.stringContaining('would block each other'), expect.any(String)]);
  }
});

describe('a row that misses', () => {
  test.each([
    [
      [{ title: 'a' }],
      /row 1, field title: unknown field \(did you mean "description"\?\).*field description: is required/,
    ],
    [[{ description: 'a', dueDate: 'fri' }], /field dueDate: unknown field \(did you mean "due"\?\)/],
    [[{ description: 'a', note: 'x' }], /field note: unknown field, received "x"$/],
    [[{ description: 'a', depends: ['b'] }], /row 1, .*no row has the ref "b"/],
  ])('%j is told what to write', async (tasks, told) => {
    const { refused, text } = await testWorkspace();
    const error = await refused('task_import', { tasks });
    expect(error.message).toMatch(told);
    expect(error.hint).not.toMatch(/\buuid\b|modified/);
    expect(await text('task_count')).toMatch(/^0\b/);
  });
});

describe('rows that cannot be taken', () => {
  const BAD = [
    { description: 'fine' },
    { description: 'x', priority: 'top', due: 'someday-ish', wibble: 3, rank: 'first' },
    { due: 'nope nope', description: 'y', prio: 'H' },
    { description: 'z', depends: ['nobody'] },
    { description: 'waits', ref: 'w', depends: ['z'] },
  ];

  test('are all told at once, in their order, with every field and value', async () => {
    const work = await testWorkspace();
    const error = await work.refused('task_import', { tasks: BAD });
    const lines = error.message.split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(
      /^row 2, field priority: .*received "top"; field due: .*someday-ish.*; field wibble: unknown field.*3; field rank: .*received "first"$/,
    );
    expect(lines[1]).toMatch(
      /^row 3, field due: .*nope nope.*; field prio: unknown field \(did you mean "priority"\?\), received "H"$/,
    );
    expect(lines[2]).toMatch(/^row 4, .*no row has the ref "nobody"/);
    expect(lines[3]).toMatch(/^row 5, .*no row has the ref "z"/);
    expect(error.data?.problems).toMatchObject([
      { row: 2, field: 'priority', received: 'top' },
      { row: 2, field: 'due' },
      { row: 2, field: 'wibble', received: 3 },
      { row: 2, field: 'rank', received: 'first' },
      { row: 3, field: 'due' },
      { row: 3, field: 'prio', received: 'H' },
      { row: 4 },
      { row: 5 },
    ]);
    expect((await work.run<{ tasks: object[] }>('task_export')).tasks).toEqual([]);
  });

  test('are bounded, however many they are', async () => {
    const work = await testWorkspace();
    const many = Array.from({ length: 500 }, (_, i) => ({ description: 'x', priority: `p${i}`, due: 'never-ever' }));
    const error = await work.refused('task_import', { tasks: many });
    expect(error.message.split('\n')).toHaveLength(21);
    expect(error.message).toMatch(/^row 1, .*\nand 480 more rows$/s);
    expect(error.data?.problems).toHaveLength(200);
  });

  test('of which one is wrong in one thing alone: just that', async () => {
    const work = await testWorkspace();
    const error = await work.refused('task_import', {
      tasks: [{ description: 'a' }, { description: 'b', priority: 'top' }],
    });
    expect(error.message).toMatch(/^row 2, field priority: [^;\n]*received "top"$/);
    expect(error.data).toMatchObject({ row: 2, field: 'priority', received: 'top' });
  });
});

describe('characters that no file of text has', () => {
  const cases: [string, string, object][] = [
    ['task_add', 'description', { description: 'half \ud83d' }],
    ['task_add', 'tags.1', { description: 'x', tags: ['a', '\udc00b'] }],
    ['task_annotate', 'text', { id: 1, text: 'NUL \0' }],
    ['task_doc_write', 'content', { id: 1, content: 'half \udc00' }],
    ['task_import', 'tasks.0.extra.a\ud83d', { tasks: [{ description: 'x', extra: { 'a\ud83d': 'half \ud83d' } }] }],
  ];
  test.each(cases)('are refused of %s in %s', async (command, field, input) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'One' });
    const { message, code } = await work.refused(command, input);
    expect({ code, message }).toEqual({
      code: 'usage',
      message: expect.stringContaining(`${field}: expected text, received U+`),
    });
  });

  test('come from other tools as one that every text has, said and at rest', async () => {
    const { run } = await testWorkspace();
    const from = `[{"uuid":"${UUID}","description":"Cut in an emoji \\ud83d","docs":{"spec":"a\\u0000b"},"cost":"\\udc00"}]`;
    const { warnings } = await run<{ warnings: string[] }>('task_import', { from });
    expect(warnings).toEqual(
      [
        'row 1, description: U+D83D is not a text character; replaced by U+FFFD',
        'row 1, docs: U+0000 is not a text character; replaced by U+FFFD',
      ].map((line) => expect.stringContaining(line)),
    );
    const { tasks } = await run<{ tasks: Task[] }>('task_export');
    expect(tasks).toMatchObject([
      { description: 'Cut in an emoji \ufffd', docs: { spec: 'a\ufffdb' }, extra: { cost: '\udc00' } },
    ]);
    expect(await run('task_import', { from })).toMatchObject({ imported: [] });
  });
});
