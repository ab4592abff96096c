import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { render } from '../../../src/commands/render.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { runs } from '../../support/seed.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { by, hookPlace, type Json, type Mirror, OTHER, type Place, SESSION } from './place.ts';

const recorded = JSON.parse(readFileSync(new URL('../../fixtures/hook-payloads.json', import.meta.url), 'utf8')) as {
  events: Record<string, Json[]>;
};

/** A recorded payload as it would come in this place. */
function replay(place: Place, event: string, n = 0, more: Json = {}) {
  const payload = { ...recorded.events[event]?.[n], session_id: SESSION, cwd: place.repo, ...more };
  return place.hook(event.split(':')[0] ?? '', payload);
}

const update = (place: Place, input: Json, more: Json = {}) =>
  place.hook('PostToolUse', {
    tool_name: 'TaskUpdate',
    tool_input: input,
    tool_response: { success: true, taskId: input.taskId },
    ...more,
  });

const created = (place: Place, id: string, subject: string, more: Json = {}) =>
  place.hook('TaskCreated', { task_id: id, task_subject: subject, ...more });

const seqAfter = async (place: Place) => {
  await place.store.refresh();
  return place.store.state.seq;
};

test('what the client recorded is mirrored: two tasks, one waits for the other, started, completed', async () => {
  const place = await hookPlace();
  for (const [event, n] of [
    ['TaskCreated', 0],
    ['PostToolUse:TaskCreate', 0],
    ['TaskCreated', 1],
    ['PostToolUse:TaskCreate', 1],
    ['PostToolUse:TaskUpdate', 0],
    ['PostToolUse:TaskUpdate', 1],
  ] as const)
    await replay(place, event, n);
  const [login, tests] = [await place.task(1), await place.task(2)];
  expect(login).toMatchObject({
    description: 'Fix login',
    status: 'pending',
    start: expect.any(String),
    agent: 'me',
    source: { kind: 'claude-code', list: SESSION, id: '1' },
    annotations: [{ text: 'Fix the login bug' }],
  });
  expect(tests).toMatchObject({ description: 'Write tests', depends: [login.uuid] });
  expect(await place.claims()).toMatchObject([{ holder: SESSION, task: login.uuid, scope: [] }]);
  await replay(place, 'TaskCompleted');
  expect(await place.task(1)).toMatchObject({ status: 'completed' });
  expect(await place.claims()).toEqual([]);
  expect(place.diagnostics()).toBe('');
});

test('everything a second time changes nothing', async () => {
  const place = await hookPlace();
  const all = async () => {
    for (const event of ['TaskCreated', 'PostToolUse:TaskCreate', 'PostToolUse:TaskUpdate'])
      for (const n of [0, 1]) await replay(place, event, n);
  };
  await all();
  const seq = await seqAfter(place);
  await all();
  expect(await seqAfter(place)).toBe(seq);
});

test('tasks of one subject in two sessions stay apart; a shared list is one list', async () => {
  const place = await hookPlace();
  await created(place, '1', 'Same');
  await created(place, '1', 'Same', { session_id: OTHER });
  await place.hook('PostToolUse', {
    session_id: OTHER,
    tool_name: 'TaskUpdate',
    tool_input: { taskId: '1', status: 'completed' },
    tool_response: { success: true },
  });
  expect([(await place.task(1)).status, (await place.task(2)).status]).toEqual(['pending', 'completed']);
  const env = { CLAUDE_CODE_TASK_LIST_ID: 'team' };
  await place.hook('TaskCreated', { task_id: '1', task_subject: 'Ours' }, env);
  await place.hook('TaskCompleted', { task_id: '1', task_subject: 'Ours', session_id: OTHER }, env);
  expect((await place.task(3)).status).toBe('completed');
});

describe('a step', () => {
  const begun = async () => {
    const place = await hookPlace();
    await place.hook('SessionStart', { source: 'startup' });
    await created(place, '1', 'Look around a bit');
    return place;
  };
  const step = (place: Place) => place.task(1);

  test.each([SESSION, OTHER])('is never handed out, neither to its session nor to another: %s', async (session) => {
    const place = await begun();
    expect(await place.run('task_next', {}, agent(session))).toMatchObject({ brief: null });
    expect(await place.run('task_list', { filter: '+READY' })).toMatchObject({ total: 0 });
    expect(await place.run('task_list', {})).toMatchObject({ total: 1 });
  });

  test('is closed with its session, and an active task keeps its words; a resumed session goes on with it', async () => {
    const place = await begun();
    await created(place, '2', 'Write tests');
    await update(place, { taskId: '2', status: 'completed' });
    await place.run('task_add', { description: 'Fix login' }, ADA);
    await place.run('task_start', { id: 3 }, agent(SESSION));
    await place.hook('SessionEnd', { reason: 'other' });
    expect([(await step(place)).status, (await place.task(2)).status]).toEqual(['deleted', 'completed']);
    expect((await place.task(3)).handoff?.note).toMatch(/Open steps: Look around a bit\.$/);
    await place.hook('SessionStart', { source: 'resume' });
    await update(place, { taskId: '1', status: 'completed' });
    expect((await step(place)).status).toBe('completed');
  });

  test('that another session took over stays with it; so do the items of a list that sessions share', async () => {
    const place = await begun();
    await place.hook('TaskCreated', { task_id: '7', task_subject: 'Ours' }, { CLAUDE_CODE_TASK_LIST_ID: 'team' });
    await place.run('task_start', { id: 1 }, agent(OTHER));
    await place.hook('SessionEnd', { reason: 'other' });
    expect([(await step(place)).status, (await place.task(2)).status]).toEqual(['pending', 'pending']);
  });
});

describe('an item beside the tasks 1 "Fix login" and 2 "Printer"', () => {
  const both = async (subject: string) => {
    const place = await hookPlace();
    await place.hook('SessionStart', { source: 'startup' });
    for (const description of ['Fix login', 'Printer']) await place.run('task_add', { description }, ADA);
    await created(place, '1', subject);
    return place;
  };
  const count = async (place: Place) => (await place.run<{ total: number }>('task_list', {})).total;

  test.each(['#2 Printer', 'Task 2: Printer', 'task #2', 'Printer (#2)', 'printer', 'Implement #2: Printer'])(
    '%s is that task: begun, completed, but neither renamed nor deleted',
    async (subject) => {
      const place = await both(subject);
      await update(place, { taskId: '1', status: 'in_progress', subject: 'Renamed', description: 'x', owner: 'me' });
      expect(await place.task(2)).toMatchObject({ description: 'Printer', start: expect.any(String) });
      expect(await place.task(2)).not.toHaveProperty('agent');
      expect([await count(place), await place.claims()]).toMatchObject([2, [{ holder: SESSION }]]);
      await update(place, { taskId: '1', status: 'deleted' });
      expect((await place.task(2)).status).toBe('pending');
      expect(await update(place, { taskId: '1', status: 'completed' })).toBeUndefined();
      expect((await place.task(2)).status).toBe('completed');
    },
  );

  test.each(['#2 write the tests', 'Compare #1 and #2', 'Read issue 2', '#77 Printer', 'Fix', 'Plan the printer room'])(
    '%s is a step of its own',
    async (subject) => {
      const place = await both(subject);
      await update(place, { taskId: '1', status: 'completed' });
      expect([(await place.task(1)).status, (await place.task(2)).status]).toEqual(['pending', 'pending']);
    },
  );

  test('that is bound takes nothing from others, and completes nothing without its evidence', async () => {
    const place = await both('#2 Printer');
    await place.run('task_modify', { filter: '2', acceptance: ['it prints'] }, ADA);
    const told = await update(place, { taskId: '1', status: 'completed' });
    expect(told?.additionalContext).toMatch(
      /^Backlog: task 2 has unmet acceptance criteria: it prints\. .*`task_annotate \{"id": 2, .*task_done/m,
    );
    await place.run('task_start', { id: 2 }, agent(OTHER));
    const held = await update(place, { taskId: '1', status: 'pending' });
    await update(place, { taskId: '1', status: 'in_progress' });
    expect(held?.additionalContext).toContain('Backlog: #2 Printer is claimed');
    expect(await place.claims()).toMatchObject([{ holder: OTHER }]);
    expect((await place.task(2)).status).toBe('pending');
  });
});

describe('TaskUpdate', () => {
  const one = async (place: Place) => place.task(1);
  const cases: [string, Json[], Json, object][] = [
    ['renames', [{ subject: 'New name' }], {}, { description: 'New name' }],
    ['describes', [{ description: 'Do it so' }], {}, { annotations: [{ text: 'Do it so' }] }],
    ['assigns', [{ owner: 'backlog:implementer' }], {}, { agent: 'backlog:implementer' }],
    ['starts', [{ status: 'in_progress' }], {}, { start: expect.any(String) }],
    ['deletes', [{ status: 'deleted' }], {}, { status: 'deleted' }],
    ['reopens', [{ status: 'completed' }, { status: 'pending' }], {}, { status: 'pending' }],
    [
      'starts again what was completed',
      [{ status: 'completed' }, { status: 'in_progress' }],
      {},
      { status: 'pending', start: expect.any(String) },
    ],
    [
      'that failed does nothing',
      [{ status: 'completed' }],
      { tool_response: { success: false } },
      { status: 'pending' },
    ],
    [
      'counts as what it came to',
      [{ status: 'completed' }],
      { tool_response: { statusChange: { from: 'pending', to: 'in_progress' } } },
      { status: 'pending' },
    ],
    [
      'with an answer in words counts as asked',
      [{ status: 'completed' }],
      { tool_response: 'Updated task #1 status' },
      { status: 'completed' },
    ],
  ];
  test.each(cases)('%s', async (_, inputs, more, expected) => {
    const place = await hookPlace();
    await created(place, '1', 'Old name');
    for (const input of inputs) await update(place, { taskId: '1', ...input }, more);
    expect(await one(place)).toMatchObject(expected);
  });

  test.each(['taskId', 'task_id', 'id'])('finds its task by %s, as number or text', async (key) => {
    const place = await hookPlace();
    await created(place, '1', 'Old');
    await update(place, { [key]: 1, subject: 'New' }, { tool_response: { success: true } });
    expect((await one(place)).description).toBe('New');
  });

  test('of a task that is deleted takes it out of the way of others', async () => {
    const place = await hookPlace();
    await created(place, '1', 'First');
    await created(place, '2', 'Second');
    await update(place, { taskId: '1', addBlocks: ['2'] });
    expect((await place.task(2)).depends).toEqual([(await one(place)).uuid]);
    await update(
      place,
      { taskId: '1', status: 'deleted' },
      { tool_response: { success: true, updatedFields: ['deleted'] } },
    );
    expect((await one(place)).status).toBe('deleted');
  });

  test('leaves out a circle and an unknown task, takes the rest, and says why', async () => {
    const place = await hookPlace();
    await created(place, '1', 'First');
    await created(place, '2', 'Second');
    await update(place, { taskId: '2', addBlockedBy: ['1'] });
    await update(place, { taskId: '1', addBlockedBy: ['2', '77'], subject: 'Renamed' });
    const first = await one(place);
    expect([first.description, first.depends]).toEqual(['Renamed', undefined]);
    expect(place.diagnostics()).toMatch(/block itself through 2[\s\S]*task 77 of the to-do list is not mirrored/);
  });

  test('leaves out that a subtask waits for its parent, which waits for it', async () => {
    const place = await hookPlace();
    await created(place, '1', 'Whole');
    await created(place, '2', 'Part');
    await place.run('task_modify', { filter: '2', parent: '1' }, agent(SESSION));
    await update(place, { taskId: '2', addBlockedBy: ['1'] });
    expect((await place.task(2)).depends).toBeUndefined();
    expect(place.diagnostics()).toContain('task 2 would block itself through 1');
  });

  test('goes as far as it can: what is completed is open again, though another holds its files', async () => {
    const place = await hookPlace();
    await created(place, '1', 'Ours');
    await place.run('task_modify', { filter: '1', scope: 'src/**' }, agent(SESSION));
    await update(place, { taskId: '1', status: 'completed' });
    await place.run('claim_acquire', { scope: 'src/a.ts' }, agent(OTHER));
    await update(place, { taskId: '1', status: 'in_progress' });
    const task = await one(place);
    expect([task.status, task.start, task.end]).toEqual(['pending', undefined, undefined]);
    expect(place.diagnostics()).toContain('src/a.ts');
  });

  test('of a task that was never mirrored does nothing', async () => {
    const place = await hookPlace();
    const seq = await seqAfter(place);
    await update(place, { taskId: '5', status: 'completed' });
    expect(await seqAfter(place)).toBe(seq);
  });
});

test('a subject of several lines becomes one; the whole text is in a note', async () => {
  const place = await hookPlace();
  const subject = `First line\r\n\tsecond\u2028third ${'x'.repeat(600)}`;
  await created(place, '1', subject);
  const task = await place.task(1);
  expect(task.description).toMatch(/^First line second third x+…$/);
  expect(task.annotations?.[0]?.text).toBe(subject);
});

test('a subject of which nobody sees anything is no description', async () => {
  const place = await hookPlace();
  await created(place, '1', '\u200B\u2060');
  expect((await place.task(1)).description).toBe("Task 1 of the client's list");
});

test('a long description becomes the specification, once', async () => {
  const place = await hookPlace();
  const description = 'All of it. '.repeat(100);
  await created(place, '1', 'Long', { task_description: description });
  await place.hook('PostToolUse', {
    tool_name: 'TaskCreate',
    tool_input: { subject: 'Long', description },
    tool_response: { task: { id: '1', subject: 'Long' } },
  });
  const docs = await place.records<{ name: string; versions: unknown[] }>('doc');
  expect(docs).toMatchObject([{ name: 'spec', versions: [{ n: 1 }] }]);
});

test("a subagent's change is signed by it, and the task stays its session's", async () => {
  const place = await hookPlace();
  await created(place, '1', 'Task', by('a1'));
  await update(place, { taskId: '1', status: 'in_progress' }, by('a1'));
  expect((await place.claims()).map(({ holder }) => holder)).toEqual([SESSION]);
  expect((await place.records<Mirror>('mirror'))[0]).toMatchObject({ session: SESSION });
});

test('an owner with a character that turns text round is one line', async () => {
  const place = await hookPlace();
  await created(place, '1', 'One');
  await update(place, { taskId: '1', owner: 'ada\u202ebob\n' });
  const [task] = await place.records<Task>('task');
  expect(task).toMatchObject({ agent: 'ada bob' });
  validateRecord('task', task!);
});

test('whatever the texts are, the records are valid', async () => {
  const place = await hookPlace();
  const nasty = fc.oneof(
    fc.string(),
    fc.string({ unit: anyCharacter, maxLength: 2_000 }),
    fc.constantFrom('\n', '\u0000', ' ', '😀'.repeat(400)),
  );
  let id = 0;
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (subject, description, owner) => {
      id++;
      await created(place, String(id), subject, { task_description: description });
      await update(place, { taskId: String(id), owner, subject: description, description: subject });
    }),
    { numRuns: runs(6, 20) },
  );
  for (const task of await place.records<Task>('task')) validateRecord('task', task);
  expect(place.diagnostics()).toBe('');
});

test('info says whose own list a task comes from', async () => {
  const place = await hookPlace();
  await place.hook('TaskCreated', { task_id: '7', task_subject: 'Mirrored' });
  await place.store.refresh();
  const text = await render(await execute(place.opened, ADA, commandNamed('task_info'), { id: 1 }));
  expect(text).toContain('To-do item 7 of session sess-one.');
});

test('a change of an item that another session works on is skipped and told, the rest is done', async () => {
  const place = await hookPlace();
  await created(place, '1', 'Login');
  await created(place, '2', 'Logout');
  await place.run('task_start', { id: 1 }, agent(OTHER));
  await update(place, {
    taskId: '1',
    subject: 'Sign in',
    owner: 'me',
    description: 'See the log',
    addBlockedBy: ['2'],
  });
  const { description, agent: owner, depends, annotations } = await place.task(1);
  expect([description, owner, depends]).toEqual(['Login', undefined, undefined]);
  expect(annotations).toMatchObject([{ text: 'See the log' }]);
  expect(place.diagnostics()).toContain("the description of task 1 can't be changed");
  const told = await place.hook('UserPromptSubmit', { prompt: 'Go on' });
  expect(told?.additionalContext).toContain('Login');
});
