import { join } from 'node:path';
import {
  CLIENT_CAPABILITIES_META_KEY,
  Client,
  PROTOCOL_VERSION_META_KEY,
  StreamableHTTPClientTransport,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tokensIn } from '../../src/work/people/machine-tokens.ts';
import type { Right } from '../../src/work/people/rights.ts';
import { type Served, served } from './served.ts';

const MODERN: VersionNegotiationMode = { pin: '2026-07-28' };
const ERAS: [name: string, mode: VersionNegotiationMode][] = [
  ['modern', MODERN],
  ['old', 'legacy'],
];

const folderOf = ({ folder }: Served) => join(folder, 'home', 'board');

function tokenOf(board: Served, rights: Right[] = ['read', 'write'], name = 'phone'): string {
  return tokensIn(folderOf(board)).add({ name, actor: { kind: 'ai', name }, rights }, Date.now());
}

async function connected(board: Served, token: string, mode: VersionNegotiationMode, path = `/mcp/${board.uuid}`) {
  const client = new Client({ name: 'remote', version: '1' }, { versionNegotiation: { mode } });
  onTestFinished(() => client.close());
  const transport = new StreamableHTTPClientTransport(new URL(board.origin + path), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, isError = false } = await client.callTool({ name, arguments: args });
    const [block] = content;
    return { text: block?.type === 'text' ? block.text : '', isError };
  };
  return { client, call };
}

describe.each(ERAS)('a client of the %s era at /mcp', (_, mode) => {
  test('lists and calls tools; changes are signed as the token says', async () => {
    const board = await served();
    const { client, call } = await connected(board, tokenOf(board), mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('task_next');
    expect(tools.map(({ name }) => name)).not.toContain('hook');
    expect(await call('task_add', { description: 'Fix login' })).toMatchObject({ isError: false });
    expect(await call('task_list')).toMatchObject({ text: '1 - ready Fix login' });
    expect((await call('task_history', { id: 1 })).text).toContain(' ai:phone ');
    expect(await call('task_done', { id: 99 })).toMatchObject({
      isError: true,
      text: expect.stringContaining('no task 99'),
    });
    expect(board.failures).toEqual([]);
  });

  test('does only what the rights of its token allow, and nothing that needs a terminal', async () => {
    const board = await served();
    const { call } = await connected(board, tokenOf(board, ['read']), mode, `/mcp/${board.uuid}?toolsets=all`);
    expect(await call('task_list')).toMatchObject({ isError: false });
    for (const [tool, args] of [
      ['task_add', { description: 'x' }],
      ['run_approve', { run: 'r1' }],
      ['setting_set', { name: 'runs.keep', value: '3' }],
      ['hook', {}],
    ] as const)
      expect(await call(tool, args), tool).toMatchObject({ isError: true });
    expect(await call('task_list')).toMatchObject({ text: expect.stringMatching(/^No tasks\./) });
  });

  test('reads resources and prompts', async () => {
    const board = await served();
    const { client, call } = await connected(board, tokenOf(board), mode);
    await call('task_add', { description: 'Fix login' });
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toContain('backlog://task/1');
    const { contents } = await client.readResource({ uri: 'backlog://task/1' });
    expect(contents).toMatchObject([{ text: expect.stringContaining('Fix login') }]);
    await expect(client.readResource({ uri: 'backlog://task/99' })).rejects.toMatchObject({ code: -32_602 });
  });
});

test('an address with unknown toolsets is refused, with the known ones', async () => {
  const board = await served();
  const answer = await fetch(`${board.origin}/mcp/${board.uuid}?toolsets=bogus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenOf(board)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  expect(answer.status).toBe(400);
  const message = expect.stringContaining('toolsets: unknown "bogus"; expected core, queue, plan, runs');
  expect(await answer.json()).toMatchObject({ error: { message } });
});

test('a client of the modern era is notified while it listens, and not after its token is revoked', async () => {
  const board = await served();
  const { client, call } = await connected(board, tokenOf(board), MODERN);
  await call('task_add', { description: 'Fix login' });
  const updated: string[] = [];
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updated.push(params.uri));
  await client.listen({ resourceSubscriptions: ['backlog://task/1'] });
  await board.call('task_annotate', { id: 1, text: 'noted' });
  await expect.poll(() => updated).toEqual(['backlog://task/1']);
  tokensIn(folderOf(board)).remove('phone');
  await board.call('task_annotate', { id: 1, text: 'again' });
  await expect(call('task_list')).rejects.toThrow();
  expect(updated).toHaveLength(1);
});

describe('a request to /mcp', () => {
  const LIST = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/list',
    params: { _meta: { [PROTOCOL_VERSION_META_KEY]: '2026-07-28', [CLIENT_CAPABILITIES_META_KEY]: {} } },
  };
  const post = (board: Served, headers: Record<string, string>, body: unknown = LIST, path = '/mcp') =>
    fetch(board.origin + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/list',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const bearer = (board: Served) => ({ authorization: `Bearer ${tokenOf(board)}` });

  test('finds the only queue, and a queue by its name', async () => {
    const board = await served();
    const headers = bearer(board);
    expect((await post(board, headers)).status).toBe(200);
    expect((await post(board, headers, LIST, '/mcp/project')).status).toBe(200);
    const unknown = await post(board, headers, LIST, '/mcp/projekt');
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain('did you mean project?');
  });

  test.each<[string, (board: Served) => Record<string, string>, number]>([
    ['without a token', () => ({}), 401],
    ['with another token', () => ({ authorization: 'Bearer backlog_x' }), 401],
    ['with the cookie of a browser only', ({ shown }) => shown, 401],
    ['of another site', (board) => ({ ...bearer(board), origin: 'https://evil.example' }), 403],
    ['of another site, by its mark', (board) => ({ ...bearer(board), 'sec-fetch-site': 'cross-site' }), 403],
    ['as a form', (board) => ({ ...bearer(board), 'content-type': 'text/plain' }), 415],
  ])('%s is refused', async (_, headers, status) => {
    const board = await served();
    const answer = await post(board, headers(board));
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each<[string, unknown, number]>([
    ['that is no JSON', '{"jsonrpc":', 400],
    ['that is a batch', [LIST, LIST], 400],
    ['that is very deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 400],
    ['that is too large', JSON.stringify({ ...LIST, x: 'y'.repeat(9_000_000) }), 413],
    [
      'of another version',
      { ...LIST, params: { _meta: { [PROTOCOL_VERSION_META_KEY]: '2099-01-01', [CLIENT_CAPABILITIES_META_KEY]: {} } } },
      400,
    ],
  ])('%s is refused, and the server lives on', async (_, body, status) => {
    const board = await served();
    const headers = bearer(board);
    expect((await post(board, headers, body)).status).toBe(status);
    expect((await post(board, headers)).status).toBe(200);
    expect(board.failures).toEqual([]);
  });

  test('GET opens no stream, and DELETE has no session to end', async () => {
    const board = await served();
    const headers = { ...bearer(board), accept: 'text/event-stream' };
    for (const method of ['GET', 'DELETE'])
      expect((await fetch(`${board.origin}/mcp`, { method, headers })).status).toBe(405);
  });
});
