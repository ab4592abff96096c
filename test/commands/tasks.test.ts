import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { resultOf, runIn } from '../support/runs.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

const added = async (workspace: Awaited<ReturnType<typeof testWorkspace>>, input: Record<string, unknown>) =>
  workspace.run<Task>('task_add', input);

const LONG = 'Show an error when the payment of an order fails';

test.each([
  ['the same words', { description: LONG }, /^it has the same description as #?1 Show an error when/m],
  ['almost the same words', { description: `${LONG} twice` }, /^it has nearly the same description as #?1 Show/m],
  ['another project', { description: LONG, project: 'web' }, undefined],
  ['another number', { description: `${LONG} 404` }, undefined],
  ['other words', { description: 'Sort orders by date' }, undefined],
  ['a subtask', { description: LONG, parent: 1 }, undefined],
])(
  'a new task with %s as an open one names it, as lint does, for a person and for an agent',
  async (_, twin, named) => {
    for (const caller of [{ ...ADA, door: 'cli' } as const, agent('s1')]) {
      const workspace = await testWorkspace();
      await added(workspace, { description: LONG });
      const text = await workspace.text('task_add', twin, caller);
      if (named) expect(text).toMatch(named);
      else expect(text).not.toContain('description');
      expect((await workspace.text('task_lint', { kind: 'duplicate' })).includes('same description')).toBe(!!named);
      if (!named) continue;
      await workspace.run('task_done', { id: 1 });
      expect(
        await workspace.text(
          'task_add',
          { ...twin, description: `${twin.description} again`, parent: undefined },
          caller,
        ),
      ).not.toContain('#1 ');
    }
  },
);

describe('ids', () => {
  test.each([1, '1', ' 1 ', '#1'])('%j names task 1', async (id) => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    expect(await workspace.text('task_info', { id })).toContain('First');
  });

  test('a UUID and a prefix of 8 characters name a task', async () => {
    const workspace = await testWorkspace();
    const { uuid } = await added(workspace, { description: 'First' });
    expect(await workspace.text('task_info', { id: uuid })).toContain('First');
    expect(await workspace.text('task_info', { id: uuid.slice(0, 8).toUpperCase() })).toContain('First');
  });

  test.each([
    ['99', 'not-found'],
    ['17abcdef-0000-4000-8000-000000000000', 'not-found'],
    ['1 please', 'usage'],
    ['', 'usage'],
    ['+PENDING', 'usage'],
    ['1.5', 'usage'],
  ])('%j never acts on another task', async (id, code) => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    expect((await workspace.refused('task_done', { id })).code).toBe(code);
    expect(await workspace.text('task_count')).toBe('1');
  });

  test('are never used again', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    await workspace.run('task_delete', { id: 1 });
    await workspace.run('task_purge', { id: 1 });
    expect((await added(workspace, { description: 'Second' })).id).toBe(2);
  });
});

describe('fields', () => {
  test.each([
    ['a,b', ['a', 'b']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['["a","b"]', ['a', 'b']],
    ['+a,+b', ['a', 'b']],
  ])('tags %j', async (tags, stored) => {
    const workspace = await testWorkspace();
    expect((await added(workspace, { description: 'x', tags })).tags).toEqual(stored);
  });

  test.each([
    ['due', 'friday', '2026-07-31'],
    ['due', 'in 2 weeks', '2026-08-13T14:30:00Z'],
    ['wait', 'now+1h', '2026-07-30T15:30:00Z'],
    ['scheduled', '2026-08-01', '2026-08-01'],
  ])('%s %j is %s, on add and on modify', async (field, text, instant) => {
    const workspace = await testWorkspace();
    expect(await added(workspace, { description: 'x', [field]: text })).toMatchObject({ [field]: instant });
    await added(workspace, { description: 'y' });
    await workspace.run('task_modify', { filter: '2', [field]: text });
    expect(await workspace.run('task_info', { id: 2, format: 'json' })).toMatchObject({ record: { [field]: instant } });
  });

  test('an omitted field stays, null and "" clear it, an empty list empties it', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'x', project: 'web', priority: 'h', due: 'friday', tags: 'a' });
    await workspace.run('task_modify', { filter: '1', priority: null, due: '', tags: [] });
    const { record } = await workspace.run<{ record: Task }>('task_info', { id: 1, format: 'json' });
    expect(record.project).toBe('web');
    expect([record.priority, record.due, record.tags]).toEqual([undefined, undefined, undefined]);
  });

  test('+ and - change a list, bare elements replace it, a mixture is refused', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'x', tags: 'a,b' });
    await workspace.run('task_modify', { filter: 1, tags: '+c,-a' });
    expect(await workspace.run('task_info', { id: 1, format: 'json' })).toMatchObject({ record: { tags: ['b', 'c'] } });
    await workspace.run('task_modify', { filter: 1, tags: 'd' });
    expect(await workspace.run('task_info', { id: 1, format: 'json' })).toMatchObject({ record: { tags: ['d'] } });
    expect((await workspace.refused('task_modify', { filter: 1, tags: '+e,f' })).message).toContain('mixes');
  });
});

describe('bad input is refused and changes nothing', () => {
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ['empty description', 'task_add', { description: '  ' }, /description/],
    ['invisible description', 'task_add', { description: '\u200B\u2060' }, /a description needs a visible character/],
    ['invisible change of it', 'task_modify', { filter: '1', description: '\u2800' }, /needs a visible character/],
    ['two lines', 'task_add', { description: 'a\nb' }, /one line/],
    ['501 characters', 'task_add', { description: 'x'.repeat(501) }, /500/],
    ['bad tag', 'task_add', { description: 'x', tags: ['a b'] }, /tag/],
    ['bad project', 'task_add', { description: 'x', project: 'a..b' }, /project/],
    ['bad priority', 'task_add', { description: 'x', priority: 'soonish' }, /H, M or L/],
    ['bad date', 'task_add', { description: 'x', due: 'someday soonish' }, /due/],
    ['impossible date', 'task_modify', { filter: '1', due: '2027-02-31' }, /due/],
    ['unknown field', 'task_add', { description: 'x', priorty: 'H' }, /priorty.*priority/],
    ['recurrence without due', 'task_add', { description: 'x', recur: 'weekly' }, /due/],
    ['bad recurrence', 'task_add', { description: 'x', due: 'friday', recur: 'every full moon' }, /recur/],
    ['unknown dependency', 'task_add', { description: 'x', depends: 99 }, /no task 99/],
    ['self-dependency', 'task_modify', { filter: '1', depends: '1' }, /itself/],
    ['cycle', 'task_modify', { filter: '1', depends: '2' }, /cycle: 1 -> 2 -> 1/],
    ['path out of the repository', 'task_add', { description: 'x', scope: '../other/**' }, /\.\./],
    ['absolute path', 'task_add', { description: 'x', scope: '/etc/**' }, /\/etc/],
    ['negated glob', 'task_add', { description: 'x', scope: '!src/**' }, /!src/],
    ['empty filter', 'task_modify', { filter: '', priority: 'H' }, /every task/],
    ['filter that selects nothing', 'task_modify', { filter: 'project:none', priority: 'H' }, /no open task matches/],
    ['bad filter', 'task_modify', { filter: 'due.befor:today', priority: 'H' }, /befor/],
    ['no field', 'task_modify', { filter: '1' }, /no change was given: "1" only selects tasks/],
    ['status by modify', 'task_modify', { filter: '1', status: 'completed' }, /task_done/],
    ['unknown criterion', 'task_annotate', { id: 1, text: 'x', criterion: 'zz' }, /criterion/],
    ['empty note', 'task_annotate', { id: 1, text: ' ' }, /must not be empty/],
    ['missing argument', 'task_annotate', { id: 1 }, /text is required/],
    ['not started', 'task_stop', { id: 1 }, /not started/],
    ['blocked', 'task_start', { id: 2 }, /is blocked by #1 First/],
    [
      'import with a bad row',
      'task_import',
      { tasks: [{ description: 'ok' }, { description: 'x', due: 'garbage' }] },
      /row 2.*due/,
    ],
    [
      'import with a mistyped field',
      'task_import',
      { tasks: [{ description: 'x', dependz: ['1'] }] },
      /row 1.*dependz.*depends/,
    ],
    ['import without description', 'task_import', { tasks: [{ ref: 'a' }] }, /row 1, field description/],
    [
      'import with a cycle',
      'task_import',
      {
        tasks: [
          { ref: 'a', description: 'a', depends: ['b'] },
          { ref: 'b', description: 'b', depends: ['a'] },
        ],
      },
      /row 2.*cycle/,
    ],
    [
      'import with a scope out of the repository, written as an export has it',
      'task_import',
      { tasks: [{ uuid: 'ea36a6d1-c834-479e-b9d1-bec5519ad0f4', description: 'x', scope: [{ glob: '../x' }] }] },
      /row 1.*\.\./,
    ],
    ['import of no array', 'task_import', { tasks: 'nonsense' }, /tasks/],
    ['purge of an open task', 'task_purge', { id: 1 }, /only deleted/],
    ['document that is not there', 'task_doc_read', { id: 1 }, /no spec/],
  ])('%s', async (_, command, input, message) => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    await added(workspace, { description: 'Second', depends: '1' });
    const before = workspace.opened.store.state.seq;
    const error = await workspace.refused(command, input);
    expect(`${error.message} ${error.hint ?? ''}`).toMatch(message);
    await workspace.opened.store.refresh();
    expect(workspace.opened.store.state.seq).toBe(before);
  });
});

describe('the life of a task', () => {
  test('done says what that unblocked', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    await added(workspace, { description: 'Second', depends: '1' });
    expect(await workspace.text('task_done', { id: 1 })).toBe('Completed #1 First\nUnblocked: #2 Second');
  });

  test('a started task does not become a template', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First', due: 'friday' });
    await workspace.run('task_start', { id: 1 });
    const { message } = await workspace.refused('task_modify', { filter: '1', recur: 'weekly' });
    expect(message).toMatch(/^task 1 is started, /);
    await workspace.run('task_stop', { id: 1 });
    expect(await workspace.run('task_modify', { filter: '1', recur: 'weekly' })).toBeDefined();
  });

  test('an id in a queue without tasks is perhaps meant for another queue', async () => {
    const workspace = await testWorkspace();
    const { message, hint } = await workspace.refused('task_start', { id: 1 });
    expect([message, hint]).toEqual([
      'no task 1: the queue here has no tasks',
      'Perhaps this is the wrong folder. See its queue: `whoami`',
    ]);
  });

  test('ids as a tree have their open subtasks, too', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Whole' });
    for (const [description, parent] of [['Part', 1], ['Detail', 2], ['Done', 1], ['Other']] as const)
      await added(workspace, { description, ...(parent ? { parent } : {}) });
    await workspace.run('task_done', { id: 4 });
    const tree = async (filter: string) => {
      const { lines } = await workspace.run<{ lines: { task: Task }[] }>('task_tree', { filter });
      return lines.map(({ task }) => task.id);
    };
    expect([await tree('1'), await tree('2'), await tree('id:1')]).toEqual([[1, 2, 3], [2, 3], [1]]);
  });

  test('words after ids are a filter, and the hint names the command for a note', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    const { hint } = await workspace.refused('task_modify', { filter: '1 all fine', priority: 'H' });
    expect(hint).toBe('The words after the ids are part of the filter. To add a note: task_annotate 1 --text "…"');
  });

  test('done of two names only what is free afterwards', async () => {
    const workspace = await testWorkspace();
    for (const description of ['a', 'b']) await added(workspace, { description });
    await added(workspace, { description: 'c', depends: '1,2' });
    expect(await workspace.text('task_done', { id: 1 })).toBe('Completed #1 a');
    expect(await workspace.text('task_done', { id: '2' })).toBe('Completed #2 b\nUnblocked: #3 c');
  });

  test('a closed task is not completed again; it can be opened again', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    await workspace.run('task_done', { id: 1 });
    expect((await workspace.refused('task_done', { id: 1 })).code).toBe('conflict');
    await workspace.run('task_modify', { filter: '1', status: 'pending' });
    expect(await workspace.text('task_count', { filter: '+PENDING' })).toBe('1');
  });

  test('criteria with the same words are told apart by their ids, whatever else changes', async () => {
    const workspace = await testWorkspace();
    const { acceptance: first } = await added(workspace, {
      description: 'Twice',
      acceptance: ['same', 'same', 'other'],
    });
    const [one, two, other] = first!.map(({ id }) => id);
    await workspace.run('task_annotate', { id: 1, text: 'the second ran', criterion: two });
    const now = async () =>
      (await workspace.run<{ record: Task }>('task_info', { id: 1 })).record.acceptance!.map(({ id, met }) => [
        id,
        met?.evidence,
      ]);
    await workspace.run('task_modify', { filter: '1', acceptance: ['same', 'same', 'other'] });
    expect(await now()).toEqual([
      [one, undefined],
      [two, 'the second ran'],
      [other, undefined],
    ]);
    await workspace.run('task_modify', { filter: '1', acceptance: [{ id: two, text: 'same' }, 'same', 'same'] });
    const [kept, moved, fresh] = await now();
    expect([kept, moved]).toEqual([
      [two, 'the second ran'],
      [one, undefined],
    ]);
    await workspace.run('task_modify', {
      filter: '1',
      acceptance: [
        { id: two, text: 'same' },
        { id: two, text: 'copied' },
      ],
    });
    expect(new Set((await now()).map(([id]) => id)).size).toBe(2);
    expect([one, two, other]).not.toContain(fresh![0]);
  });

  test('acceptance criteria want evidence before done', async () => {
    const workspace = await testWorkspace();
    const { acceptance } = await added(workspace, {
      description: 'First',
      acceptance: ['tests pass', 'docs, updated'],
    });
    expect((await workspace.refused('task_done', { id: 1 })).message).toContain('docs, updated');
    await workspace.run('task_annotate', { id: 1, text: 'npm test: 12 passed', criterion: acceptance![0]!.id });
    await workspace.run('task_done', { id: 1, evidence: [{ criterion: '2', text: 'docs/a.md' }] });
    const { record } = await workspace.run<{ record: Task }>('task_info', { id: 1, format: 'json' });
    expect(record.acceptance!.map(({ met }) => met?.evidence)).toEqual(['npm test: 12 passed', 'docs/a.md']);
    expect(record.status).toBe('completed');
  });

  test('a parent waits for its subtasks', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Parent' });
    await added(workspace, { description: 'Child', parent: '1' });
    expect((await workspace.refused('task_done', { id: 1 })).message).toContain('2 Child');
    expect(await workspace.text('task_next', { peek: true })).not.toContain('Parent');
    await workspace.run('task_done', { id: 2 });
    await workspace.run('task_done', { id: 1 });
  });

  test('a handed-off task goes to the next session, with its note, and not back to the one that left it', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First' });
    await workspace.run('task_start', { id: 1 }, agent('s1'));
    await workspace.run('task_stop', { id: 1, handoff: 'half done, see branch x' }, agent('s1'));
    expect(await workspace.text('task_next', {}, agent('s1'))).toContain('No task to take');
    expect(await workspace.text('task_next', {}, agent('s2'))).toContain('1 - active First');
  });

  test('what a peek shows is what the next call takes: nothing that others hold or that one left oneself', async () => {
    const workspace = await testWorkspace();
    for (const description of ['held', 'left', 'free']) await added(workspace, { description });
    await workspace.run('task_start', { id: 1 }, agent('s2'));
    await workspace.run('task_start', { id: 2 }, agent('s1'));
    await workspace.run('task_stop', { id: 2, handoff: 'half done' }, agent('s1'));
    expect(await workspace.text('task_next', { peek: true }, agent('s1'))).toBe('3 - ready free');
    await workspace.run('task_next', {}, agent('s1'));
    const peeked = await workspace.text('task_next', { peek: true }, agent('s1'));
    expect(peeked).toBe(await workspace.text('task_next', {}, agent('s1')));
    expect(peeked).toContain('1 held');
  });

  test("undo takes back a bulk change as one, and only the caller's own", async () => {
    const workspace = await testWorkspace();
    for (const description of ['a', 'b', 'c']) await added(workspace, { description });
    await workspace.run('task_modify', { filter: '1-3', priority: 'H' });
    await workspace.run('task_annotate', { id: 1, text: 'mine' }, agent('s1'));
    await workspace.run('task_undo');
    expect(await workspace.text('task_count', { filter: 'priority:H' })).toBe('0');
    expect(await workspace.text('task_info', { id: 1 })).toContain('mine');
  });

  test('history tells who changed which field from what to what', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'First', tags: 'a' });
    await workspace.run(
      'task_modify',
      { filter: '1', priority: 'H', tags: '+b' },
      agent('s1', 'a1', 'backlog:implementer'),
    );
    const [latest] = (await workspace.text('task_history', { id: 1 })).split('\n');
    expect(latest).toContain('ai:claude-code/backlog:implementer#a1 (session s1) task_modify: 1 ');
    expect(latest).toContain('priority: (none) -> H');
    expect(latest).toContain('tags: +b');
  });
});

describe('a task discovered while doing another', () => {
  test('is in its project unless another is given, and says where it comes from', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Login', project: 'web.auth' });
    await added(workspace, { description: 'Plain' });
    const projectOf = async (input: object) => (await added(workspace, { description: 'New', ...input })).project;
    expect(await projectOf({ discovered_from: 1 })).toBe('web.auth');
    expect(await projectOf({ discovered_from: 1, project: 'docs' })).toBe('docs');
    expect(await projectOf({ discovered_from: 1, project: null })).toBeUndefined();
    expect(await projectOf({ discovered_from: 2 })).toBeUndefined();
    expect(await workspace.text('task_info', { id: 3 })).toContain('discovered from: #1 Login (pending)');
  });
});

test('the list of settings shows what is in force, for names too', async () => {
  const workspace = await testWorkspace();
  await workspace.run('setting_set', { name: 'urgency.uda.priority.M.coefficient', value: 5 });
  await workspace.run('setting_set', { name: 'urgency.user.project.web.coefficient', value: 2 });
  const lines = (await workspace.text('setting_list')).split('\n');
  expect(lines).toContain('urgency.uda.priority.H.coefficient = 6');
  expect(lines).toContain('urgency.uda.priority.M.coefficient = 5');
  expect(lines).toContain('urgency.uda.priority.L.coefficient = 1.8');
  expect(lines).toContain('urgency.user.project.web.coefficient = 2');
  expect(lines).toContain('urgency.uda.priority.<name>.coefficient  (a number)');
  expect(lines.filter((line) => line.includes('<name>') && line.includes(' = '))).toEqual([]);
});

describe('import and export', () => {
  test('an import names only open tasks that block an open one', async () => {
    const workspace = await testWorkspace();
    const done = { status: 'completed', depends: ['a'] };
    const tasks = [
      { ref: 'a', description: 'A' },
      { ref: 'b', description: 'B', ...done },
      { description: 'C', depends: ['a', 'b'] },
    ];
    const lines = (await workspace.text('task_import', { tasks })).split('\n');
    expect(lines.slice(1, 4).map((line) => /blocked by.*/.exec(line)?.[0])).toEqual([
      undefined,
      undefined,
      'blocked by 1',
    ]);
  });

  test('rows name each other by ref, in one commit', async () => {
    const workspace = await testWorkspace();
    const before = workspace.opened.store.state.seq;
    await workspace.run('task_import', {
      tasks: [
        {
          ref: 'api',
          description: 'API',
          depends: ['schema'],
          scope: ['src/api/**'],
          acceptance: ['it answers'],
          spec: '# API',
        },
        { ref: 'schema', description: 'Schema', priority: 'H' },
      ],
    });
    expect(workspace.opened.store.state.seq).toBe(before + 1);
    const info = await workspace.text('task_info', { id: 1 });
    expect(info).toContain('blocked by: #2 Schema');
    expect(info).toContain('# API');
  });

  test('an export goes into another store and comes out the same, but for the numbers', async () => {
    const one = await testWorkspace();
    await added(one, {
      description: 'First',
      tags: 'a',
      due: 'friday',
      acceptance: ['works'],
      scope: 'src/**',
      spec: 'body',
      estimate: '2h',
    });
    await added(one, { description: 'Goal' });
    await added(one, { description: 'Second', depends: '1', parent: '2' });
    await one.run('task_annotate', { id: 1, text: 'note' });
    await one.run('task_log', { description: 'Done before' });
    const exported = await one.text('task_export');
    const two = await testWorkspace();
    await added(two, { description: 'In the way' });
    await two.run('task_import', { tasks: exported });
    const ids = ({ tasks }: { tasks: Task[] }) =>
      tasks.filter(({ description }) => description !== 'In the way').map(({ id, ...rest }) => rest);
    expect(ids(await two.run('task_export'))).toEqual(ids(await one.run('task_export')));
  });

  test("Taskwarrior's export is taken, its unknown fields kept", async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_import', {
      tasks: [
        {
          id: 4,
          uuid: 'ea36a6d1-c834-479e-b9d1-bec5519ad0f4',
          description: 'From Taskwarrior',
          status: 'waiting',
          entry: '20260720T133000Z',
          modified: '20260720T133000Z',
          wait: '20260820T133000Z',
          annotations: [{ entry: '20260721T133000Z', description: 'a note' }],
          brainpower: 3,
          urgency: 4.5,
        },
      ],
    });
    const { record } = await workspace.run<{ record: Task }>('task_info', { id: 1, format: 'json' });
    expect(record).toMatchObject({
      status: 'pending',
      wait: '2026-08-20T13:30:00Z',
      entry: '2026-07-20T13:30:00Z',
      extra: { brainpower: 3 },
    });
    expect(record.annotations![0]).toMatchObject({
      at: '2026-07-21T13:30:00Z',
      actor: 'human:ada',
      text: 'a note',
    });
  });

  test('a row that is here already is refused, skipped or updated, as asked', async () => {
    const workspace = await testWorkspace();
    const { uuid } = await added(workspace, { description: 'Old', priority: 'H' });
    const tasks = [{ uuid, description: 'New' }];
    expect((await workspace.refused('task_import', { tasks })).message).toContain('row 1, field uuid');
    await workspace.refused('task_import', { tasks, existing: 'nonsense' });
    await workspace.run('task_import', { tasks, existing: 'skip' }).catch(() => undefined);
    expect(await workspace.text('task_info', { id: 1 })).toContain('Old');
    await workspace.run('task_import', { tasks, existing: 'update' });
    expect(await workspace.text('task_info', { id: 1 })).toContain('1 H ready New');
  });
});

describe('until', () => {
  const hour = 3_600_000;

  test('when it has passed the task is deleted for every reader, and for good with the next command', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Offer', until: 'now+1h' });
    await added(workspace, { description: 'Order', depends: '1' });
    workspace.pass(2 * hour);
    expect(await workspace.text('task_list')).toMatch(/^2 .*blocked.*Order$/);
    expect(await workspace.text('task_list', { filter: '+DELETED' })).toContain('Offer');
    expect((await workspace.refused('task_start', { id: 1 })).message).toBe('task 1 is deleted');
    await workspace.run('task_next', {}, agent('s1'));
    expect(workspace.opened.store.state.all('task')).toContainEqual([
      expect.any(String),
      expect.objectContaining({ id: 1, status: 'deleted', end: '2026-07-30T15:30:00Z' }),
    ]);
    expect(await workspace.text('task_history', { id: 1 })).toContain('system:expiry');
  });

  test.each([
    ['before it is stored as deleted', []],
    ['afterwards', ['task_next']],
  ])('a task is opened again without it, %s', async (_, commands) => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Offer', until: 'now+1h' });
    workspace.pass(2 * hour);
    for (const command of commands) await workspace.run(command, {}, agent('s1'));
    await workspace.run('task_modify', { filter: '1', status: 'pending' });
    workspace.pass(hour);
    expect(await workspace.text('task_list')).toContain('Offer');
  });

  test('a claimed task stays until it is released', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Offer', until: 'now+2min' });
    await workspace.run('task_start', { id: 1 }, agent('s1'));
    workspace.pass(180_000);
    await workspace.run('task_next', {}, agent('s2'));
    expect(await workspace.text('task_list')).toContain('Offer');
    expect(await workspace.text('claim_list')).toContain('s1');
    await workspace.run('task_stop', { id: 1 }, agent('s1'));
    expect(await workspace.text('task_list')).not.toContain('Offer');
    await workspace.run('task_next', {}, agent('s2'));
    expect(await workspace.text('task_history', { id: 1 })).toContain('system:expiry');
  });

  test('its holder may complete a task whose date has passed', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Offer', until: 'now+2min' });
    await workspace.run('task_start', { id: 1 }, agent('s1'));
    workspace.pass(180_000);
    await workspace.run('task_done', { id: '1' }, agent('s1'));
    expect(await workspace.text('task_list', { filter: '+COMPLETED' })).toContain('Offer');
  });

  test('a task stays while the result of its run waits', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'Offer', until: 'now+2min' });
    await runIn(workspace, 'review', { number: 1, result: resultOf() });
    workspace.pass(180_000);
    await workspace.run('task_next', {}, agent('s2'));
    expect(await workspace.text('task_list', { filter: '' })).toContain('Offer');
  });
});

describe('claims', () => {
  test('a second holder is refused with holder, task and glob; after release it may', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'API', scope: 'src/api/**' });
    await added(workspace, { description: 'Routes', scope: 'src/api/routes.ts' });
    await workspace.run('task_start', { id: 1 }, agent('s1'));
    const error = await workspace.refused('task_start', { id: 2 }, agent('s2'));
    expect(error.code).toBe('claimed');
    expect(error.message).toContain('#1 API');
    expect(await workspace.text('claim_check', { paths: 'src/api/routes.ts' }, agent('s2'))).toContain('#1 API');
    await workspace.run('task_done', { id: 1 }, agent('s1'));
    await workspace.run('task_start', { id: 2 }, agent('s2'));
  });

  test('a lease that nobody renews lapses after ten minutes', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'API', scope: 'src/api/**' });
    await workspace.run('task_start', { id: 1 }, agent('s1'));
    workspace.pass(9 * 60_000);
    await workspace.refused('task_start', { id: 1 }, agent('s2'));
    workspace.pass(2 * 60_000);
    await workspace.run('task_start', { id: 1 }, agent('s2'));
  });

  test("an agent cannot release another's claim; a person can", async () => {
    const workspace = await testWorkspace();
    await workspace.run('claim_acquire', { scope: 'docs/**' }, agent('s1'));
    const [claim] = (await workspace.run<{ claims: { id: string }[] }>('claim_list')).claims;
    expect((await workspace.refused('claim_release', { claim: claim!.id }, agent('s2'))).code).toBe('forbidden');
    await workspace.run('claim_release', { claim: claim!.id });
    expect(await workspace.text('claim_list')).toBe('No claims.');
  });

  test('next passes over what is held, assigned or in the way, and says so', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'API', scope: 'src/api/**', priority: 'H' });
    await added(workspace, { description: 'Routes', scope: 'src/api/routes.ts' });
    await added(workspace, { description: 'Design', agent: 'backlog:designer' });
    await workspace.run('task_next', {}, agent('s1'));
    const text = await workspace.text('task_next', {}, agent('s2'));
    expect(text).toContain('No task to take');
    expect(text).toContain('2 Routes');
    expect(text).toContain('#3 Design: it is assigned to backlog:designer');
  });

  test('a brief does not tell an agent of what its own session holds, only of others', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'API', scope: 'src/api/**' });
    await added(workspace, { description: 'Docs', scope: 'docs/**' });
    await added(workspace, { description: 'Tests' });
    await workspace.run('task_start', { id: 1 }, agent('s1'));
    await workspace.run('task_start', { id: 2 }, agent('s2'));
    const brief = await workspace.text('task_info', { id: 3 }, agent('s1', 'a1'));
    expect(brief).toContain('claimed by others: docs/**');
    expect(brief).not.toContain('src/api/**');
  });

  test('explain says everything that keeps a task from being taken, and who holds it', async () => {
    const workspace = await testWorkspace();
    await added(workspace, { description: 'API', scope: 'src/api/**' });
    await added(workspace, { description: 'Docs', depends: 1, wait: 'tomorrow', agent: 'ada', scope: 'src/**' });
    await workspace.run('task_start', { id: 1 }, agent('s1'));
    expect((await workspace.text('task_explain', { id: 2 })).split('\n').slice(0, 5)).toEqual([
      '#2 Docs is waiting:',
      '- it is blocked by #1 API',
      '- it is waiting until 2026-07-31',
      '- it is assigned to ada',
      expect.stringContaining('- src/api/** is claimed by session s1 for #1 API'),
    ]);
  });
});

test('a description that is too long is told where long text goes', async () => {
  const work = await testWorkspace();
  const error = await work.refused('task_add', { description: 'x'.repeat(501) });
  expect(error.message).toBe(
    'description: a description is at most 500 characters (longer text goes into a document or a note)',
  );
});
