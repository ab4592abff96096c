import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import {
  CLIENT_CAPABILITIES_META_KEY,
  Client,
  type ElicitResult,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { soak } from '../../support/soak-test.ts';
import { environment, type Place, place } from './connect.ts';

const plugin = builtPlugin();
const VERSION = '2026-07-28';
const ENVELOPE = { [PROTOCOL_VERSION_META_KEY]: VERSION, [CLIENT_CAPABILITIES_META_KEY]: {} };

interface Answered {
  id?: number;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

/** Writes lines to a server, and returns its answers when it has answered all of them. */
async function answers(lines: readonly string[]): Promise<Answered[]> {
  const where = place();
  const child = spawn(process.execPath, [plugin.server], { cwd: where.project, env: environment(where) });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  for (const line of lines) child.stdin.write(line);
  const parsed = () =>
    output
      .split('\n')
      .slice(0, -1)
      .map((line): Answered => JSON.parse(line));
  await expect.poll(() => parsed().length).toBe(lines.length);
  child.stdin.end();
  return parsed();
}

/** A client of the modern era, connected to a server of a place in a process of its own. */
async function connectModern(where: Place = place(), mode: 'auto' | { pin: string } = { pin: VERSION }) {
  const client = new Client(
    { name: 'modern-client', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } },
  );
  client.setRequestHandler('elicitation/create', (): ElicitResult => ({ action: 'decline' }));
  onTestFinished(() => client.close());
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [plugin.server],
      cwd: where.project,
      env: environment(where),
      stderr: 'ignore',
    }),
  );
  const text = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const [block] = content;
    if (isError || block?.type !== 'text') throw new Error(`${name}: ${JSON.stringify(content)}`);
    return block.text;
  };
  return { client, text, place: where };
}

describe('a client of the modern era', () => {
  test('discovers the server and never initializes; tools work and sign with the name of the client', async () => {
    const { client, text } = await connectModern();
    expect(client.getNegotiatedProtocolVersion()).toBe(VERSION);
    expect(client.getServerVersion()).toMatchObject({ name: 'backlog', title: 'Backlog' });
    expect(client.getInstructions()).toContain('task_add');
    expect(await text('task_add', { description: 'Fix login' })).toContain('Added 1 - ready Fix login');
    expect(await text('task_list')).toBe('1 - ready Fix login');
    expect(await text('task_history', { id: 1 })).toContain(' ai:modern-client ');
  });

  test('that knows both eras chooses the modern one', async () => {
    const { client } = await connectModern(place(), 'auto');
    expect(client.getNegotiatedProtocolVersion()).toBe(VERSION);
  });

  soak('gets the same tools as a client of the old era, in the same order, and may keep them', async () => {
    const { client, text } = await connectModern();
    const first = await client.request({ method: 'tools/list' });
    expect(first).toMatchObject({ tools: [{ name: 'task_add' }, { name: 'task_import' }], ttlMs: 0 });
    await text('task_add', { description: 'Fix login' });
    const listed = await client.request({ method: 'tools/list' });
    expect(listed).toMatchObject({ ttlMs: 3_600_000, cacheScope: 'private' });
    const again = await client.request({ method: 'tools/list' });
    expect(JSON.stringify(again.tools)).toBe(JSON.stringify(listed.tools));
  });

  soak('reads, lists and completes resources and prompts', async () => {
    const { client, text } = await connectModern();
    await text('task_add', { description: 'Fix login' });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain('backlog://task/1');
    expect(await client.readResource({ uri: 'backlog://task/1' })).toMatchObject({
      contents: [{ text: expect.stringContaining('Fix login') }],
      ttlMs: 0,
    });
    await expect(client.readResource({ uri: 'backlog://task/99' })).rejects.toMatchObject({ code: -32_602 });
    const { completion } = await client.complete({
      ref: { type: 'ref/resource', uri: 'backlog://task/{id}' },
      argument: { name: 'id', value: '' },
    });
    expect(completion.values).toEqual(['1']);
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toContain('plan');
    const { messages } = await client.getPrompt({ name: 'plan', arguments: { arguments: 'a login page' } });
    expect(JSON.stringify(messages)).toContain('a login page');
    await expect(client.getPrompt({ name: 'no-such' })).rejects.toMatchObject({ code: -32_602 });
  });

  soak('is notified of changes that it listens to, by any process, and of no others', async () => {
    const { client, text, place: where } = await connectModern();
    await text('task_add', { description: 'Fix login' });
    await text('task_add', { description: 'Other' });
    const updated: string[] = [];
    let lists = 0;
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updated.push(params.uri));
    client.setNotificationHandler('notifications/resources/list_changed', () => void lists++);
    const subscription = await client.listen({
      resourceSubscriptions: ['backlog://task/1', 'backlog://task/77'],
      resourcesListChanged: true,
    });
    await text('task_annotate', { id: 2, text: 'not of interest' });
    const other = (...words: string[]) =>
      promisify(execFile)(process.execPath, [plugin.cli, ...words], { cwd: where.project, env: environment(where) });
    await other('annotate', '1', 'of interest');
    await expect.poll(() => updated).toEqual(['backlog://task/1']);
    await other('add', 'Third');
    await expect.poll(() => lists).toBeGreaterThan(0);
    await subscription.close();
    await other('annotate', '1', 'more');
    await text('task_list');
    expect(updated).toEqual(['backlog://task/1']);
  });
});

describe('a request of the modern era', () => {
  const request = (id: number, method: string, params: Record<string, unknown> = {}, meta: object = ENVELOPE) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } })}\n`;

  test('that is the first of its connection needs no discovery, as a tool call neither', async () => {
    const [called] = await answers([request(1, 'tools/call', { name: 'task_list' })]);
    expect(called).toMatchObject({
      id: 1,
      result: { resultType: 'complete', content: [{ text: expect.stringMatching(/^No tasks\./) }] },
    });
    const [listed] = await answers([request(1, 'prompts/list')]);
    expect(listed).toMatchObject({ id: 1, result: { resultType: 'complete', prompts: expect.any(Array) } });
  });

  soak.each<[string, string[], number]>([
    [
      'of another version',
      [request(1, 'tools/list', {}, { ...ENVELOPE, [PROTOCOL_VERSION_META_KEY]: '2099-01-01' })],
      -32_022,
    ],
    ['without capabilities', [request(1, 'tools/list', {}, { [PROTOCOL_VERSION_META_KEY]: VERSION })], -32_602],
    [
      'for a tool, without metadata',
      [request(0, 'prompts/list'), '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"task_list"}}\n'],
      -32_602,
    ],
    [
      'that initializes',
      [
        request(0, 'prompts/list'),
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}\n',
      ],
      -32_022,
    ],
    [
      'of a removed method',
      [request(0, 'prompts/list'), request(1, 'resources/subscribe', { uri: 'backlog://status' })],
      -32_601,
    ],
    ['of no method', [request(1, 'no/such')], -32_601],
  ])('%s is refused', async (_, lines, code) => {
    const all = await answers(lines);
    expect(all.find(({ id }) => id === 1)).toMatchObject({ error: { code } });
  });

  soak('server/discover leaves the client free to initialize', async () => {
    const initialize = `{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}\n`;
    const [discovered, initialized, listed] = await answers([
      request(1, 'server/discover'),
      initialize,
      '{"jsonrpc":"2.0","id":3,"method":"prompts/list"}\n',
    ]);
    expect(discovered).toMatchObject({ id: 1, result: { supportedVersions: [VERSION], ttlMs: 3_600_000 } });
    expect(initialized).toMatchObject({ id: 2, result: { protocolVersion: '2025-11-25' } });
    expect(listed?.result).not.toHaveProperty('resultType');
  });
});
