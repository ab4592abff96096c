import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { connect, connectInside, place, type Speaks } from './connect.ts';

const plugin = builtPlugin();

describe('the core tools', () => {
  test('carry a task from its birth to its end', async () => {
    const { text } = await connect(plugin.server);
    expect(await text('task_add', { description: 'Fix login', acceptance: ['`npm test` passes'] })).toMatch(
      /^Added 1 - ready Fix login$/,
    );
    expect(await text('task_modify', { filter: '1', priority: 'H', tags: '+bug' })).toContain('1 H ready Fix login');
    expect(await text('task_list', { filter: '+bug' })).toBe('1 H ready Fix login  +bug');
    const brief = await text('task_next');
    expect(brief).toContain('1 H active Fix login');
    const [, criterion] = /\[(\w+)\] `npm test` passes/.exec(brief) ?? [];
    expect(await text('backlog_status')).toContain('Your active tasks:\n- 1 H active Fix login');
    expect(await text('task_annotate', { id: 1, text: 'npm test: 41 passed', criterion })).toBe(
      'Criterion claimed as met on #1 Fix login; 0 unmet',
    );
    expect(await text('task_info', { id: '1' })).toContain('(claimed: "npm test: 41 passed" (ai:sdk-client))');
    expect(await text('task_done', { id: 1 })).toBe('Completed #1 Fix login');
    expect(await text('task_list')).toBe('No open tasks. 1 is completed: `task_list +COMPLETED`');
  });

  soak(
    'hand out nothing twice: the second session gets the next task, the third learns why there is none',
    async () => {
      const first = await connect(plugin.server);
      const second = await connect(plugin.server, first.place);
      const third = await connect(plugin.server, first.place);
      await first.add('One');
      await first.add('Two');
      expect(await first.text('task_next')).toContain('1 - active One');
      expect(await second.text('task_next')).toContain('2 - active Two');
      expect(await third.text('task_next')).toMatch(/^No task to take: 2 open/);
      expect(await third.call('task_start', { id: 1 })).toMatchObject({
        isError: true,
        text: expect.stringMatching(
          /^#1 One is claimed by .+; the claim lasts until its process ends\.\nWork on something else/,
        ),
      });
    },
  );
});

describe('arguments', () => {
  test.each([
    ['a number', () => 1],
    ['a number as text', () => '1'],
    ['a number with a hash', () => '#1'],
    ['a UUID', (uuid: string) => uuid],
    ['an upper-case UUID', (uuid: string) => uuid.toUpperCase()],
    ['the first 8 characters', (uuid: string) => uuid.slice(0, 8)],
  ])('a task is named by %s', async (_, spell) => {
    const server = await connectInside();
    const uuid = await addWithUuid(server, 'Fix login');
    expect(await server.text('task_info', { id: spell(uuid) })).toContain('Fix login');
    expect(await server.text('task_annotate', { id: spell(uuid), text: 'noted' })).toBe('Added a note to #1 Fix login');
    expect(await server.text('task_done', { id: spell(uuid) })).toBe('Completed #1 Fix login');
  });

  test.each([
    ['7 characters of a UUID', (uuid: string) => uuid.slice(0, 7).replace(/^\d+$/, 'abcdef1'), 'not a task id'],
    ['a number that is not there', () => 99, 'no task 99'],
    ['a stale UUID', () => '01234567-89ab-4def-8123-456789abcdef', 'no task 01234567'],
    ['words', () => 'the login task', 'not a task id'],
  ])('%s name no task, and nothing changes', async (_, spell, message) => {
    const server = await connectInside();
    const uuid = await addWithUuid(server, 'Fix login');
    const answer = await server.call('task_done', { id: spell(uuid) });
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(message) });
    expect(await server.text('task_list')).toContain('Fix login');
  });

  test.each([
    ['text with commas', 'bug,web'],
    ['text with blanks', 'bug web'],
    ['an array', ['bug', 'web']],
    ['an array as JSON text', '["bug","web"]'],
  ])('tags come as %s', async (_, tags) => {
    const { text } = await connectInside();
    expect(await text('task_add', { description: 'Fix login', tags })).toContain('Fix login  +bug +web');
  });

  test('several tasks are named by an array, by text with commas, and by a number', async () => {
    const server = await connectInside();
    for (const description of ['One', 'Two', 'Three', 'Four', 'Five']) await server.add(description);
    expect(await server.text('task_done', { id: [1, '2'] })).toBe('Completed #1 One\nCompleted #2 Two');
    expect(await server.text('task_done', { id: '3,4' })).toBe('Completed #3 Three\nCompleted #4 Four');
    expect(await server.text('task_done', { id: 5 })).toBe('Completed #5 Five');
  });

  test('rows of an import come as an array or as JSON text', async () => {
    const { text } = await connectInside();
    const rows = (as: string) => [
      { ref: 'a', description: `First ${as}` },
      { description: `Second ${as}`, depends: ['a'] },
    ];
    for (const tasks of [rows('array'), JSON.stringify(rows('text'))])
      expect(await text('task_import', { tasks })).toMatch(
        /^Imported 2 tasks in one change:\n\d+ - ready First \w+ {2}\(a\)\n\d+ - blocked Second \w+ {2}blocked by \d+$/,
      );
  });
});

describe('an error', () => {
  test.each([
    ['an unknown field, with the nearest one', 'task_add', { description: 'x', priorty: 'H' }, /"priorty".*"priority"/],
    ['a missing field', 'task_add', {}, /description is required/],
    ['a wrong type', 'task_add', { description: { text: 'x' } }, /description/],
    ['an empty filter of a writing command', 'task_modify', { filter: '', priority: 'H' }, /filter/i],
    ['a bad filter, with its place', 'task_list', { filter: 'due.befor:friday' }, /befor.*before/s],
    ['a bad date', 'task_add', { description: 'x', due: 'fridax' }, /due.*fridax/],
    ['a tool that does not exist', 'task_list_all', {}, /no tool task_list_all/],
  ])('says what is wrong: %s', async (_, tool, args, message) => {
    const { call } = await connectInside();
    const answer = await call(tool, args);
    expect(answer.isError).toBe(true);
    expect(answer.text).toMatch(message);
    expect(answer.text.split('\n').length, 'message and hint').toBeGreaterThanOrEqual(2);
  });

  test('leaves the server at work', async () => {
    const { call, text } = await connectInside();
    await call('task_done', { id: 'nothing' });
    expect(await text('task_add', { description: 'Still here' })).toContain('Still here');
  });
});

describe('results', () => {
  test('are text; whole records come only when they are asked for', async () => {
    const { call, add } = await connectInside();
    await add('Fix login', { priority: 'H', tags: 'bug' });
    expect(await call('task_list')).toMatchObject({ text: '1 H ready Fix login  +bug', structured: undefined });
    const records = await call('task_list', { format: 'json' });
    expect(records.structured).toMatchObject({ total: 1, tasks: [{ id: 1, tags: ['bug'], state: 'ready' }] });
    const fields = await call('task_list', { fields: 'id,urgency' });
    expect(fields.structured).toEqual({ total: 1, from: 0, tasks: [{ id: 1, urgency: expect.any(Number) }] });
  });

  test('a list of 50 tasks is at most 6 KB, and goes on with a cursor', async () => {
    const { text } = await connectInside();
    const description = 'Write a description of exactly sixty characters for the test'.padEnd(60, '.').slice(0, 60);
    const task = { description, project: 'web.ui', tags: ['bug', 'auth'], due: '2031-03-04' };
    await text('task_import', { tasks: Array.from({ length: 60 }, () => task) });
    const page = await text('task_list');
    expect(page.split('\n')).toHaveLength(51);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(6_144);
    expect(page).toContain('1-50 of 60 tasks; cursor 50 shows more');
    expect((await text('task_list', { cursor: '50' })).split('\n')).toHaveLength(11);
  });
});

describe('calls in parallel', () => {
  test('20 on one server are all there', async () => {
    const { text } = await connect(plugin.server);
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, i) => text('task_add', { description: `Task ${i}` })),
    );
    expect(new Set(added.map((answer) => /^Added (\d+) /.exec(answer)?.[1])).size).toBe(20);
    expect(await text('task_count')).toBe('20');
  });
});

describe('the signature', () => {
  test("is the client's own name", async () => {
    const { text } = await connect(plugin.server, place({ CLAUDE_CODE_SESSION_ID: 'session-one' }));
    await text('task_add', { description: 'One' });
    expect(await text('task_history', { id: 1 })).toContain(' ai:sdk-client ');
  });
});

async function addWithUuid(server: Speaks, description: string): Promise<string> {
  await server.text('task_add', { description });
  const [, uuid] = /^uuid: (\S+)$/m.exec(await server.text('task_info', { id: 1 })) ?? [];
  return String(uuid);
}

test.each(everyNth(2, ['s1/evil', 'human:root']))(
  "a session id such as %s from the environment gives nobody else's rights",
  async (id) => {
    const holder = await connect(plugin.server, place({ CLAUDE_CODE_SESSION_ID: 's1' }));
    await holder.add('One');
    await holder.text('task_start', { id: 1 });
    const other = await connect(plugin.server, { ...holder.place, env: { CLAUDE_CODE_SESSION_ID: id } });
    expect(await other.call('task_done', { id: 1 })).toMatchObject({ isError: true });
    expect(other.stderr()).toContain('expected an id');
  },
);

soak('with the core tools alone a task can be handed off', async () => {
  const { add, text } = await connect(plugin.server, place({ BACKLOG_TOOLS: 'core' }));
  await add('One');
  await text('task_next');
  expect(await text('task_annotate', { id: 1, text: 'Half done; tests are missing', handoff: true })).toBe(
    'Handoff saved on #1 One',
  );
  expect(await text('backlog_status')).toContain('1 - handoff One: "Half done; tests are missing"');
});

describe('near misses are answered with the right call', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    ['task_modify', { id: 12, due: 'fri' }, /unknown field "id" \(did you mean "filter"\?\).*\n.*\{"filter": 12, …\}/],
    ['task_done', { filter: '12' }, /"id"/],
    ['task_add', { title: 'Fix login' }, /\{"description": "Fix login", …\}/],
    ['task_annotate', { id: 1, note: 'x' }, /\{"text": "x", …\}/],
    ['task_add', { description: 'x', blocked_by: [1] }, /\{"depends": \[1\], …\}/],
    ['task_add', { description: 'x', constructor: 1 }, /unknown field "constructor"/],
    ['task_info', { taskId: 1 }, /\{"id": 1, …\}/],
    ['task_add', { description: 'x', dueDate: 'friday' }, /\{"due": "friday", …\}/],
    ['task_add', { description: 'x', acceptance_criteria: ['y'] }, /\{"acceptance": \["y"\], …\}/],
    ['task_stop', { id: 1, reason: 'stuck' }, /\{"handoff": "stuck", …\}/],
    ['task_list', { status: 'completed' }, /\{"filter": "status:completed", …\}/],
    ['task_next', { project: 'web' }, /\{"filter": "project:web", …\}/],
    ['task_list', { tags: ['bug', 'web'] }, /\{"filter": "tags:bug,web", …\}/],
    ['task_done', { id: 1, evidence: 'it works' }, /\[\{"criterion": 1, "text": "npm test: 41 passed"\}\]/],
    ['task_done', { id: 1, evidence: ['it works'] }, /\[\{"criterion": 1, "text"/],
    [
      'task_done',
      { id: 1, evidence: [{ criterion: 1, evidence: 'x' }] },
      /^(?!.*did you mean).*\[\{"criterion": 1, "text"/s,
    ],
    ['task_complete', { id: 1 }, /there is no tool task_complete; did you mean task_done\?/],
    ['task_create', { description: 'x' }, /did you mean task_add\?/],
    ['task_update', { id: 1 }, /did you mean task_modify\?/],
  ])('%s %j', async (tool, args, told) => {
    const { call } = await connectInside();
    expect(await call(tool, args)).toMatchObject({ isError: true, text: expect.stringMatching(told) });
  });

  test('the schema of task_done shows what evidence is made of', async () => {
    const { client } = await connectInside(place({ BACKLOG_TOOLS: 'core' }));
    const done = (await client.listTools()).tools.find(({ name }) => name === 'task_done');
    expect(done?.inputSchema.properties?.evidence).toMatchObject({
      type: 'array',
      items: {
        properties: { criterion: { type: 'string' }, text: { type: 'string' } },
        required: ['criterion', 'text'],
      },
    });
  });
});

test('an answer that is too long for a model is cut, or refused where a part is of no use; each says how to get the rest', async () => {
  const { text, call } = await connectInside(place({ BACKLOG_TOOLS: 'all' }));
  const tasks = Array.from({ length: 300 }, (_, i) => ({ description: `${i} ${'long '.repeat(60)}` }));
  await text('task_import', { tasks });
  const exported = await call('task_export');
  expect(exported).toMatchObject({
    isError: true,
    text: expect.stringMatching(/the limit of 60000\n.*backlog task export … > FILE/),
  });
  expect(await call('task_list', { format: 'json', limit: 300 })).toMatchObject({ isError: true });
  const listed = await text('task_list', { limit: 300 });
  expect(listed.length).toBeLessThan(61_000);
  expect(listed).toMatch(/\n… \(\d+ more characters; use a narrower filter/);
});
