import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { isReadOnly } from '../../../src/commands/command.ts';
import { COMMANDS, findCommand } from '../../../src/commands/index.ts';
import { NAMED_TOOLS } from '../../../src/interfaces/mcp/offered.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { writeFiles } from '../../support/files.ts';
import { everyNth } from '../../support/soak-test.ts';
import { connect, connectInside, type Place, place, type Served } from './connect.ts';

const plugin = builtPlugin();
const CORE = COMMANDS.filter(({ toolset }) => toolset === 'core')
  .map(({ name }) => name)
  .sort();
/** Limits of the definitions without metadata for the client, in bytes of JSON. */
const LIMITS: [setting: string | undefined, bytes: number][] = [
  ['core', 4_928],
  ['core,queue', 11_520],
  ['runs', 4_096],
  [undefined, 16_512],
];

/** A place with a queue. */
async function withQueue(): Promise<Place> {
  const where = place();
  await (await connectInside(where)).add('First');
  return where;
}

describe('initialize', () => {
  test('names the server, offers tools, and says in under 2 KB when to use which', async () => {
    const { client } = await connect(plugin.server, await withQueue());
    expect(client.getServerVersion()).toMatchObject({
      name: 'backlog',
      title: 'Backlog',
      version: expect.stringMatching(/^\d+\.\d+/),
      icons: [{ mimeType: 'image/svg+xml', src: expect.stringMatching(/^data:/) }],
    });
    expect(client.getServerCapabilities()).toEqual({
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      prompts: {},
      completions: {},
    });
    const instructions = client.getInstructions() ?? '';
    expect(Buffer.byteLength(instructions)).toBeLessThan(2_048);
    for (const tool of ['task_next', 'task_import', 'task_done', 'backlog_status'])
      expect(instructions).toContain(tool);
  });

  test.each(everyNth(3, ['core', 'core,queue', 'all', 'task_list', 'queue', undefined]))(
    'BACKLOG_TOOLS=%s: the instructions name only tools that are offered',
    async (setting) => {
      // Without a queue and without a setting, the program has other instructions.
      const where = setting === undefined ? await withQueue() : place({ BACKLOG_TOOLS: setting });
      const { client } = await connectInside(where);
      const offered = (await client.listTools()).tools.map(({ name }) => name);
      const named = client.getInstructions()?.match(/\b(?:task|backlog|claim)_[a-z_]+/g) ?? [];
      expect(offered).toEqual(expect.arrayContaining(named));
    },
  );

  test('the toolsets of the tools that they name are those of the table', () => {
    for (const [name, toolset] of Object.entries(NAMED_TOOLS))
      expect(COMMANDS.find((command) => command.name === name)?.toolset, name).toBe(toolset);
  });

  test('is answered, and tools are listed, when the store cannot be opened; a call then says why', async () => {
    const where = place();
    const store = join(where.project, 'store');
    writeFiles(store, { 'format.json': '{"format": 99, "minWriter": 99}' });
    const { client, call } = await connectInside({ ...where, env: { BACKLOG_DIR: store } });
    expect((await client.listTools()).tools.length).toBeGreaterThan(20);
    const answer = await call('task_list');
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('format') });
  });

  test('makes nothing: neither do tools that only read', async () => {
    const { call, place: where } = await connectInside();
    expect(await call('task_list')).toMatchObject({
      text: 'No tasks.\nThere is no queue here yet. The first task creates it.',
      isError: false,
    });
    expect(await call('backlog_status')).toMatchObject({ isError: false });
    expect(existsSync(join(where.home, 'backlog'))).toBe(false);
  });
});

describe('tools/list', () => {
  test.each(LIMITS)('BACKLOG_TOOLS=%s stays within %i bytes', async (setting, limit) => {
    const where = setting === undefined ? await withQueue() : place({ BACKLOG_TOOLS: setting });
    const { client } = await connectInside(where);
    const { tools } = await client.listTools();
    const read = tools.map(({ _meta, ...tool }) => tool);
    expect(Buffer.byteLength(JSON.stringify(read))).toBeLessThanOrEqual(limit);
  });

  test('the tools that take and complete a task, and no others, are always loaded by Claude Code', async () => {
    const { client } = await connectInside(await withQueue());
    const { tools } = await client.listTools();
    const always = tools.filter(({ _meta }) => _meta?.['anthropic/alwaysLoad'] === true).map(({ name }) => name);
    expect(always.sort()).toEqual(['task_done', 'task_next']);
  });

  test('runs are at most eight tools', async () => {
    const { client } = await connectInside(place({ BACKLOG_TOOLS: 'runs' }));
    expect((await client.listTools()).tools.length).toBeLessThanOrEqual(8);
  });

  test('core is eight tools', async () => {
    const { client } = await connectInside(place({ BACKLOG_TOOLS: 'core' }));
    expect((await client.listTools()).tools.map(({ name }) => name).sort()).toEqual(CORE);
  });

  test('the default leaves administration to the CLI, and a tool can be added by its name', async () => {
    const usual = await connectInside(await withQueue());
    const names = (await usual.client.listTools()).tools.map(({ name }) => name);
    for (const name of ['task_purge', 'setting_set', 'doctor']) expect(names).not.toContain(name);
    const picked = await connectInside(place({ BACKLOG_TOOLS: 'core,doctor' }));
    expect((await picked.client.listTools()).tools.map(({ name }) => name).sort()).toEqual([...CORE, 'doctor'].sort());
    expect(await usual.call('doctor')).toMatchObject({ isError: true });
  });

  test('the server of a run, and no other, offers the inbox beside its other tools', async () => {
    const inRun = await connectInside(place({ BACKLOG_RUN: 'r1', BACKLOG_TOOLS: 'core' }));
    const names = (await inRun.client.listTools()).tools.map(({ name }) => name);
    expect(names.sort()).toEqual([...CORE, 'inbox_add'].sort());
    const usual = await connectInside(await withQueue());
    expect((await usual.client.listTools()).tools.map(({ name }) => name)).not.toContain('inbox_add');
  });

  test('every tool has a plain object schema, a short description and annotations, and no output schema', async () => {
    const { client } = await connectInside(place({ BACKLOG_TOOLS: 'all' }));
    for (const tool of (await client.listTools()).tools) {
      expect(tool.description?.length, tool.name).toBeLessThan(400);
      expect(Object.keys(tool.inputSchema), tool.name).not.toEqual(expect.arrayContaining(['$schema']));
      expect(tool.inputSchema, tool.name).not.toHaveProperty('anyOf');
      expect(tool, tool.name).not.toHaveProperty('outputSchema');
      expect(`mcp__plugin_backlog_tasks__${tool.name}`.length).toBeLessThanOrEqual(64);
    }
  });

  test('the tools that only read say so, and of the others those that undo cannot bring back', async () => {
    const { client } = await connectInside(place({ BACKLOG_TOOLS: 'all' }));
    const { tools } = await client.listTools();
    for (const { name, annotations } of tools) {
      const command = findCommand(name)!;
      expect(annotations, name).toMatchObject(
        isReadOnly(command) ? { readOnlyHint: true } : { destructiveHint: expect.any(Boolean) },
      );
    }
    const destructive = tools.filter(({ annotations }) => annotations?.destructiveHint).map(({ name }) => name);
    expect(destructive).toContain('task_purge');
    for (const name of ['task_delete', 'task_done', 'task_doc_delete']) expect(destructive).not.toContain(name);
  });

  test.each(
    everyNth(3, [
      ['core,qeue', CORE.length],
      ['bogus', COMMANDS.filter(({ toolset }) => ['core', 'queue', 'plan', 'runs'].includes(toolset)).length],
      [
        'bogus, also bogus',
        COMMANDS.filter(({ toolset }) => ['core', 'queue', 'plan', 'runs'].includes(toolset)).length,
      ],
    ]),
  )(
    'unknown words in BACKLOG_TOOLS=%s are told to the log and the model; the server offers %i tools',
    async (setting, count) => {
      const connected = await connect(plugin.server, place({ BACKLOG_TOOLS: setting }));
      expect((await connected.client.listTools()).tools).toHaveLength(count);
      const told =
        /unknown "(qeue|bogus)".*; expected core, queue, plan, runs, goals, admin, all, or names of tools\. This server offers core/;
      expect(connected.stderr()).toMatch(told);
      const [first] = connected.client.getInstructions()!.split('\n');
      expect(first).toMatch(told);
      expect(first).toMatch(/Tell the user\.$/);
    },
  );
});

describe('a repository without a queue', () => {
  const listed = async ({ client }: Served) => (await client.listTools()).tools;

  test('is offered two tools and three lines, together at most 2 KB', async () => {
    const connected = await connect(plugin.server);
    const tools = await listed(connected);
    expect(tools.map(({ name }) => name).sort()).toEqual(['task_add', 'task_import']);
    expect(tools.every(({ _meta }) => _meta === undefined)).toBe(true);
    const instructions = connected.client.getInstructions()!;
    expect(instructions.split('\n')).toHaveLength(3);
    const names = tools.map(({ name }) => name).join('\n');
    expect(Buffer.byteLength(names + instructions)).toBeLessThanOrEqual(320);
    const whole = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(Buffer.byteLength(JSON.stringify(whole) + instructions)).toBeLessThanOrEqual(2_560);
  });

  test.each(
    everyNth(2, [
      ['task_add', { description: 'Fix login' }],
      ['task_import', { tasks: [{ description: 'Fix login' }] }],
    ]),
  )(
    'after its first %s, the client lists the other tools before it reads the answer, which explains them, once',
    async (tool, input) => {
      const connected = await connect(plugin.server);
      let count = 0;
      connected.client.setNotificationHandler(ToolListChangedNotificationSchema, async () => {
        count = (await listed(connected)).length;
      });
      await listed(connected);
      const first = await connected.text(tool, input);
      expect(count).toBeGreaterThan(20);
      expect(first).toMatch(/^There is a queue now/m);
      expect(first).toContain('task_next takes the most urgent ready task');
      expect(await connected.text('task_add', { description: 'Another' })).not.toContain('is a queue now');
    },
  );

  test('a client that does not list the other tools gets the answer', async () => {
    const connected = await connectInside();
    await listed(connected);
    expect(await connected.text('task_add', { description: 'Fix login' })).toContain('is a queue now');
  });

  test('a refused first task announces nothing', async () => {
    const connected = await connectInside();
    await listed(connected);
    expect((await connected.call('task_add', { description: '' })).text).not.toContain('is a queue now');
    expect(await listed(connected)).toHaveLength(2);
  });

  test('a setting of the user has priority', async () => {
    expect(await listed(await connectInside(place({ BACKLOG_TOOLS: 'core' })))).toHaveLength(CORE.length);
  });
});
