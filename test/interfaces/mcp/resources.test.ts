import { execFile } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ResourceListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test, vi } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { everyNth } from '../../support/soak-test.ts';
import { connect, connectInside, environment, place, type Served } from './connect.ts';

const plugin = builtPlugin();

/** Another process on the same queue. */
const backlog = ({ place: where }: Served, ...words: string[]) =>
  promisify(execFile)(process.execPath, [plugin.cli, ...words], { cwd: where.project, env: environment(where) });

const read = async ({ client }: Served, uri: string) => {
  const { contents } = await client.readResource({ uri });
  return (contents as { text: string; mimeType: string }[])[0]!;
};

async function withTasks(): Promise<Served> {
  const server = await connectInside(place({ BACKLOG_TOOLS: 'all' }));
  await server.add('Fix login', { priority: 'H', spec: '# Spec\n\nBecause.' });
  await server.add('Write the report', { depends: '1' });
  await server.text('task_doc_write', { id: 'workspace', name: 'vision', content: 'Nobody waits.' });
  return server;
}

describe('resources', () => {
  test('are listed: the fixed ones, documents of the workspace, open tasks with the most urgent first', async () => {
    const server = await withTasks();
    const { resources } = await server.client.listResources();
    expect(resources.map(({ uri, name }) => [uri, name])).toEqual([
      ['backlog://status', 'Status of the queue'],
      ['backlog://ready', 'Ready tasks, most urgent first'],
      ['backlog://task/1', '#1 Fix login'],
      ['backlog://task/2', '#2 Write the report'],
      ['backlog://workspace/vision', 'vision'],
    ]);
    // The menu of Claude Code shows the description and not the name.
    expect(resources.slice(2, 4).map(({ description }) => description)).toEqual([
      '#1 Fix login, ready, priority H',
      '#2 Write the report, blocked',
    ]);
    const { resourceTemplates } = await server.client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'backlog://task/{id}',
      'backlog://task/{id}/{name}',
      'backlog://workspace/{name}',
      'backlog://task/{id}/attachment/{file}',
    ]);
  });

  test('are read as the tools answer, documents whole', async () => {
    const server = await withTasks();
    expect(await read(server, 'backlog://ready')).toMatchObject({
      mimeType: 'text/plain',
      text: '1 H ready Fix login',
    });
    expect((await read(server, 'backlog://task/1')).text).toBe(await server.text('task_info', { id: 1 }));
    expect(await read(server, 'backlog://task/1/spec')).toMatchObject({
      mimeType: 'text/markdown',
      text: '# Spec\n\nBecause.',
    });
    expect((await read(server, 'backlog://workspace/vision')).text).toBe('Nobody waits.');
    expect((await read(server, 'backlog://status')).text).toContain('vision');
    const long = 'All of it. '.repeat(5_000);
    await server.text('task_doc_write', { id: 1, name: 'long', content: long });
    expect((await read(server, 'backlog://task/1/long')).text).toBe(long);
  });

  test.each(
    everyNth(4, [
      ['backlog://task/99', /no task 99/],
      ['backlog://task/1/plan', /no plan of task 1/],
      ['backlog://task/%zz', /URIs: backlog:/],
      ['backlog://nothing', /URIs: backlog:/],
      ['backlog://task/1/..%2f..%2fspec', /a document name is/],
    ]),
  )('%s is not found, with the reason', async (uri, why) => {
    const server = await withTasks();
    const refused = expect(server.client.readResource({ uri })).rejects;
    await refused.toMatchObject({ code: -32602, message: expect.stringMatching(why) });
  });

  test('of a queue with many tasks are bounded', async () => {
    const server = await connectInside();
    const tasks = Array.from({ length: 300 }, (_, n) => ({ description: `Task ${n}` }));
    await server.text('task_import', { tasks });
    expect((await server.client.listResources()).resources).toHaveLength(102);
  });

  test('complete: ids by digits and words, names by their beginning', async () => {
    const server = await withTasks();
    const complete = async (uri: string, name: string, value: string, known = {}) => {
      const params = {
        ref: { type: 'ref/resource', uri },
        argument: { name, value },
        context: { arguments: known },
      } as const;
      return (await server.client.complete(params)).completion;
    };
    expect(await complete('backlog://task/{id}', 'id', 'rep')).toEqual({ values: ['2'], total: 1, hasMore: false });
    expect((await complete('backlog://task/{id}', 'id', '')).values).toEqual(['1', '2']);
    expect((await complete('backlog://task/{id}', 'id', '#2')).values).toEqual(['2']);
    expect((await complete('backlog://task/{id}', 'id', 'login  fix')).values).toEqual(['1']);
    expect((await complete('backlog://task/{id}/{name}', 'name', 'sp', { id: '1' })).values).toEqual(['spec']);
    expect((await complete('backlog://task/{id}/{name}', 'name', '', { id: '77' })).values).toEqual([]);
    expect((await complete('backlog://workspace/{name}', 'name', 'v')).values).toEqual(['vision']);
    expect((await complete('backlog://other/{x}', 'x', 'v')).values).toEqual([]);
  });
});

test('an attachment is read by its address, byte for byte', async () => {
  const server = await withTasks();
  await server.text('attachment_add', { id: 1, file: '../a b.png', content: 'iVBORwD/' });
  const uri = 'backlog://task/1/attachment/a%20b.png';
  const { contents } = await server.client.readResource({ uri });
  expect(contents).toEqual([{ uri, mimeType: 'image/png', blob: 'iVBORwD/' }]);
});

test('an attachment that is text is read as text, and one that is too large for an answer is refused with where it can go', async () => {
  const server = await withTasks();
  const at = (file: string) => `backlog://task/1/attachment/${file}`;
  const content = Buffer.from('{"größe": 1}\n').toString('base64');
  await server.text('attachment_add', { id: 1, file: 'a.json', content });
  expect(await read(server, at('a.json'))).toEqual({
    uri: at('a.json'),
    mimeType: 'application/json',
    text: '{"größe": 1}\n',
  });
  writeFileSync(join(server.place.project, 'most.bin'), Buffer.alloc(5 * 1024 * 1024));
  writeFileSync(join(server.place.project, 'more.bin'), Buffer.alloc(5 * 1024 * 1024 + 1));
  for (const path of ['most.bin', 'more.bin']) await server.text('attachment_add', { id: 1, path });
  expect(await read(server, at('most.bin'))).toMatchObject({ mimeType: 'application/octet-stream' });
  await expect(read(server, at('more.bin'))).rejects.toThrow(
    /more\.bin is too large for a resource: 5(\.0)? MB.*, and the limit is 5(\.0)? MB\. Write it to a file: backlog attachment get ID FILE --to PATH\./,
  );
  // It is not read to be refused.
  const stores = join(server.place.home, 'backlog/workspaces');
  rmSync(join(stores, readdirSync(stores)[0]!, 'blobs'), { recursive: true });
  await expect(read(server, at('more.bin'))).rejects.toThrow(/the limit is 5/);
});

describe('changes', () => {
  const heard = ({ client }: Served) => {
    const uris: string[] = [];
    const lists = { count: 0 };
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void uris.push(params.uri));
    client.setNotificationHandler(ResourceListChangedNotificationSchema, () => void lists.count++);
    return { uris, lists };
  };
  const soon = { timeout: DEADLINE_MS, interval: 20 };

  test('of what was subscribed to are told, whoever makes them, and nothing else is', async () => {
    const server = await withTasks();
    const { uris, lists } = heard(server);
    for (const uri of ['backlog://task/1/spec', 'backlog://ready']) await server.client.subscribeResource({ uri });
    await backlog(server, 'doc', 'write', '1', 'New spec');
    await vi.waitFor(() => expect(uris).toEqual(['backlog://task/1/spec']), soon);
    await server.text('task_done', { id: 1 });
    await vi.waitFor(() => expect(uris).toEqual(['backlog://task/1/spec', 'backlog://ready']), soon);
    await server.client.unsubscribeResource({ uri: 'backlog://ready' });
    await backlog(server, 'done', '2');
    await backlog(server, 'doc', 'delete', '1');
    await vi.waitFor(() => expect(uris).toHaveLength(3), soon);
    expect(uris.at(-1)).toBe('backlog://task/1/spec');
    expect(lists.count).toBe(0);
  });

  test('of the list are told to who has it, also when there was no queue before', async () => {
    const server = await connectInside();
    const { lists } = heard(server);
    expect((await server.client.listResources()).resources).toHaveLength(2);
    await backlog(server, 'add', 'From elsewhere');
    await vi.waitFor(() => expect(lists.count).toBe(1), soon);
    expect((await server.client.listResources()).resources).toHaveLength(3);
  });

  test('of what is not there cannot be subscribed to', async () => {
    const server = await withTasks();
    await expect(server.client.subscribeResource({ uri: 'backlog://task/99' })).rejects.toMatchObject({ code: -32602 });
  });
});

describe('prompts', () => {
  test('are the skills, for clients that know none', async () => {
    const { client } = await connect(plugin.server);
    const { prompts } = await client.listPrompts();
    expect(prompts).toContainEqual(
      expect.objectContaining({
        name: 'plan',
        description: expect.stringContaining('Break a goal into tasks'),
        arguments: [{ name: 'arguments', description: '<goal>', required: false }],
      }),
    );
    const { messages } = await client.getPrompt({ name: 'plan', arguments: { arguments: 'Ship $& it' } });
    const { text } = messages[0]!.content as { text: string };
    expect(text).toContain('Goal: Ship $& it');
    expect(text).not.toMatch(/CLAUDE_SKILL_DIR|^---/);
    expect(text).toContain(`${plugin.folder}/skills/plan/references/rows.md`);
    await expect(client.getPrompt({ name: 'nonsense' })).rejects.toMatchObject({
      message: expect.stringContaining('there is no prompt nonsense. Prompts: bet, checkin, handoff'),
    });
  });

  test('are none for Claude Code, which has the skills', async () => {
    const { client } = await connectInside(place(), 'claude-code');
    expect(await client.listPrompts()).toEqual({ prompts: [] });
  });
});
