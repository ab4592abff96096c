import { describe, expect, test } from 'vitest';
import { COMMANDS, type Command } from '../../src/commands/index.ts';
import { settableRows } from '../../src/domain/fields/table.ts';
import { isOpen, type Task } from '../../src/domain/task/task.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { exampleInput } from '../support/examples.ts';
import { inRun, resultOf, runIn } from '../support/runs.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace, workspaces } from '../support/workspace.ts';
import { fill, WRITES } from './writes.ts';

const HOLDER = agent('holder');

/** Everybody who is neither the holder nor a person. */
const FOREIGN: Readonly<Record<string, Caller>> = {
  'another session': agent('other'),
  'a subagent of another session': agent('other', 'a1'),
  'a script': { actor: { kind: 'system', name: 'ci' }, holder: 'ci@1-1' },
  'a token that may write': { ...ADA, rights: ['read', 'write'], token: 'ci' },
  'the agent of another run': inRun('r99'),
};

/** Everything of a held task that its holder relies on. */
function standing({ opened }: TestWorkspace, id: number) {
  const { state } = opened.store;
  const tasks = Array.from(state.all('task'), ([, task]) => task);
  const task = tasks.find((one) => one.id === id);
  if (!task) return undefined;
  const { status, start, scope, acceptance, description, agent, parent, checks, recur } = task;
  const isClosed = (uuid: string) => !isOpen(state.get('task', uuid) ?? { status: 'deleted' });
  return {
    ...{ status, start, scope, acceptance, description, agent, parent, checks, recur },
    spec: state.get('doc', `${task.uuid}/spec`)?.versions.at(-1)?.blob,
    subtasks: tasks.filter((one) => one.parent === task.uuid && isOpen(one)).length,
    blocked: (task.depends ?? []).some((uuid) => !isClosed(uuid)) || task.obstacle !== undefined,
    later: [task.wait, task.scheduled].filter((date) => date !== undefined && date > task.modified),
    claims: Array.from(state.all('claim'), ([, claim]) => claim)
      .filter((claim) => claim.task === task.uuid)
      .map(({ holder, scope }) => [holder, scope]),
  };
}

/** Checks that a held task is its holder's after a call, also when the time has passed, and that `done` works. */
async function expectHeld(workspace: TestWorkspace, id: number, call: () => Promise<unknown>): Promise<void> {
  const before = standing(workspace, id);
  await call().catch(() => undefined);
  expect(standing(workspace, id)).toEqual(before);
  workspace.pass(60_000);
  await workspace.run('task_list', { filter: '' }, HOLDER);
  expect(standing(workspace, id)).toEqual(before);
  await workspace.run('task_done', { id: String(id), force: true }, HOLDER);
}

const writing = COMMANDS.filter(({ access }) => access.effect !== 'read');

/** Returns inputs of a command: what it is asked usually, and the same for task 1, wherever the input can name a task. */
function aimed(command: Command): Record<string, unknown>[] {
  const does = WRITES[command.name]?.does ?? exampleInput(command);
  const fields = ['id', 'filter', 'task', 'parent', 'depends'].filter((field) =>
    Object.hasOwn(command.input().shape, field),
  );
  return [does, ...fields.map((field) => ({ ...does, [field]: '1' }))];
}

const starts = new Map<unknown, () => Promise<TestWorkspace>>();

/** Tasks of {@link fill} that the holder has: 1 with everything, and 4 with a note. */
function filled(name: string): () => Promise<TestWorkspace> {
  const { prepare, person } = WRITES[name] ?? {};
  const key = prepare ?? person;
  const known = starts.get(key);
  if (known) return known;
  const made = workspaces(async (work) => {
    await fill(work, name);
    for (const id of [1, 4]) await work.run('task_start', { id, force: true }, HOLDER).catch(() => undefined);
  });
  starts.set(key, made);
  return made;
}

describe.each(
  everyNth(
    6,
    writing.map((command) => [command.name, command] as const),
  ),
)('%s by another session', (name, command) => {
  test.each(aimed(command).map((input) => [input]))('leaves a claimed task to its holder: %j', async (input) => {
    const workspace = await filled(name)();
    const held = [1, 4].filter((id) => standing(workspace, id)?.claims.some(([holder]) => holder === 'holder'));
    expect(held).not.toEqual([]);
    const before = held.map((id) => standing(workspace, id));
    await workspace.run(name, input, FOREIGN['another session']).catch(() => undefined);
    expect(held.map((id) => standing(workspace, id))).toEqual(before);
    workspace.pass(60_000);
    await workspace.run('task_list', { filter: '' }, HOLDER);
    expect(held.map((id) => standing(workspace, id))).toEqual(before);
  });
});

const claimed = workspaces(async (work) => {
  await work.run('setting_set', { name: 'checks.word', value: 'true' });
  await work.run('goal_add', { title: 'Instant search' });
  await work.run('task_add', {
    description: 'Login',
    scope: 'src/login/**',
    acceptance: ['it works'],
    spec: '# Login',
  });
  await work.run('task_add', { description: 'Other' });
  await work.run('task_add', { description: 'Done before' });
  await work.run('task_done', { id: '3' });
  await work.run('task_modify', { filter: '1', depends: '3' });
  await work.run('task_start', { id: 1 }, HOLDER);
  await work.run('task_annotate', { id: 1, criterion: 1, text: 'npm test' }, HOLDER);
});

const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  until: ['now+3s', 'yesterday'],
  wait: ['friday'],
  scheduled: ['friday'],
  recur: ['weekly'],
  depends: ['2'],
  parent: ['2'],
  goal: ['I-1'],
  priority: ['H'],
  estimate: ['2h'],
  rank: [3],
  scope: [['docs/**']],
  acceptance: [['something else']],
};

const fields = settableRows().map(([field]) => field);

/** In `npm test`, the first caller tries every third field, and each other one every twelfth. */
const fieldsOf = (at: number) =>
  [...fields, 'description'].filter((_, i) => IS_SOAK || (at === 0 ? i % 3 === 0 : i % 12 === at));

describe.each(Object.entries(FOREIGN).map((row, at) => [...row, at] as const))('%s', (_, caller, at) => {
  test.each(fieldsOf(at))('takes nothing from a holder by the field %s', async (field) => {
    for (const value of [...(VALUES[field] ?? ['word']), null]) {
      const workspace = await claimed();
      const before = standing(workspace, 1);
      const { uuid, description } = taskOf(workspace, 1);
      for (const [name, input] of [
        ['task_modify', { filter: '1', [field]: value }],
        ['task_import', { tasks: [{ uuid, description, [field]: value }], existing: 'update' }],
      ] as const)
        await workspace.run(name, input, caller).catch(() => undefined);
      expect(standing(workspace, 1), JSON.stringify(value)).toEqual(before);
      workspace.pass(60_000);
      await workspace.run('task_done', { id: '1' }, HOLDER);
    }
  });

  test.each(
    everyNth(4, [
      ['task_add', { description: 'Part', parent: '1' }],
      ['task_modify', { filter: '2', parent: '1' }],
      ['task_modify', { filter: '3', status: 'pending' }],
      ['task_import', { tasks: [{ description: 'Part', parent: '1' }] }],
      ['task_modify', { filter: '1', until: 'now+3s' }],
      ['task_block', { id: 1, reason: 'Legal' }],
      ['task_split', { id: 1, into: ['A', 'B'] }],
      ['task_delete', { id: '1' }],
      ['task_done', { id: '1' }],
      ['task_stop', { id: 1 }],
      ['task_purge', { id: '1' }],
      ['claim_release', { task: 1 }],
      ['task_undo', {}],
      ['task_doc_write', { id: 1, content: '# Mine' }],
    ] as const),
  )('is refused %s %j', async (name, input) => {
    const workspace = await claimed();
    await expectHeld(workspace, 1, () => workspace.refused(name, input, caller));
  });

  test('may still add a note, a tag, a priority and a due date', async () => {
    const workspace = await claimed();
    await workspace.run('task_annotate', { id: 1, text: 'Look at #2' }, caller);
    await workspace.run('task_modify', { filter: '1', tags: '+seen', priority: 'H', due: 'friday' }, caller);
    await workspace.run('task_modify', { filter: '1', until: '' }, caller).catch(() => undefined);
  });
});

test('the refusal names the field, the holder and another way', async () => {
  const workspace = await claimed();
  const error = await workspace.refused('task_modify', { filter: '1', until: 'now+3s' }, agent('other'));
  expect([error.code, error.message]).toEqual([
    'claimed',
    "the until date of task 1 can't be changed: the task is claimed by session holder",
  ]);
  expect(error.hint).toContain('task_annotate 1');
});

test('an until date from before the claim takes the task from nobody: it counts when the task is released', async () => {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'Login' });
  await workspace.run('task_modify', { filter: '1', until: 'now+10s' }, agent('other'));
  await workspace.run('task_start', { id: 1 }, HOLDER);
  workspace.pass(60_000);
  expect(await workspace.text('task_list', { filter: '' }, HOLDER)).toContain('Login');
  expect(taskOf(workspace, 1)).toMatchObject({ status: 'pending', start: expect.anything() });
  await workspace.run('task_stop', { id: 1 }, HOLDER);
  await workspace.run('task_list', { filter: '' }, HOLDER);
  expect(taskOf(workspace, 1).status).toBe('deleted');
});

test('a person may change everything, and a session what its subagent works on', async () => {
  const workspace = await claimed();
  await workspace.run('task_modify', { filter: '1', until: 'friday', description: 'Sign in' }, ADA);
  await workspace.run('task_start', { id: 1 }, agent('holder', 'a1'));
  await workspace.run('task_modify', { filter: '1', description: 'Log in' }, HOLDER);
});

test("a task of a run keeps its state and words while the run's result waits", async () => {
  const workspace = await testWorkspace();
  await workspace.run('task_add', { description: 'Login' });
  await runIn(workspace, 'review', { number: 1, result: resultOf() });
  for (const input of [{ until: 'now+3s' }, { description: 'Other' }, { wait: 'friday' }])
    expect((await workspace.refused('task_modify', { filter: '1', ...input }, agent('other'))).code).toBe('claimed');
});

test("an undo of a reopening doesn't close a task whose run's result waits, although nobody claims the task", async () => {
  const workspace = await testWorkspace();
  const other = agent('other');
  await workspace.run('task_add', { description: 'Login' }, other);
  await workspace.run('task_done', { id: '1' }, other);
  await workspace.run('task_modify', { filter: '1', status: 'pending' }, other);
  const { seq } = workspace.opened.store.state;
  await runIn(workspace, 'review', { number: 1, result: resultOf() });
  expect(await workspace.refused('task_undo', { commit: seq }, other)).toMatchObject({ code: 'claimed' });
  expect(taskOf(workspace, 1)).toMatchObject({ status: 'pending', start: expect.anything() });
});

test("a document that an agent named is not in the scope of its goal's tasks, one that a person named is", async () => {
  const workspace = await testWorkspace();
  const documentBy = () => workspace.opened.store.state.get('goal', 'I-1');
  await workspace.run('goal_add', { title: 'Search', document: 'CMakeLists.txt' }, agent('other'));
  const { documentInScope } = await import('../../src/domain/goals/document.ts');
  expect(documentInScope(documentBy()!)).toBeUndefined();
  await workspace.run('goal_modify', { id: 'I-1', document: 'notes/search.md' }, ADA);
  await workspace.run('goal_modify', { id: 'I-1', document: 'notes/search.md' }, agent('other'));
  expect(documentInScope(documentBy()!)).toBe('notes/search.md');
  await workspace.run('goal_modify', { id: 'I-1', document: 'CMakeLists.txt' }, agent('other'));
  expect(documentInScope(documentBy()!)).toBeUndefined();
});

function taskOf({ opened }: TestWorkspace, id: number): Task {
  for (const [, task] of opened.store.state.all('task')) if (task.id === id) return task;
  throw new Error(`no task ${id}`);
}
