import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { lazy } from '../../../src/base/lazy.ts';
import { unknownClient } from '../../../src/interfaces/mcp/client.ts';
import { MESSAGE_BYTES, stdioTransport } from '../../../src/interfaces/mcp/protocol/stdio.ts';
import { toolCalls } from '../../../src/interfaces/mcp/protocol/tool-calls.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { testServer } from '../../support/test-server.ts';
import { environment, place } from './connect.ts';

interface Reply {
  id: unknown;
  error?: { code: number; message: string };
}

/** What the transport answers by itself, the methods that it lets through to the SDK, and the calls of tools. */
async function wire(...pieces: (string | Buffer)[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const methods: string[] = [];
  const calls: unknown[] = [];
  const aside = toolCalls(async (name, args, { meta }) => {
    calls.push([name, args, meta]);
    if (args.fails) throw new Error('a defect');
    if (args.asks) return { resultType: 'input_required', requestState: 'asked' };
    return { content: [] };
  }, unknownClient({}));
  const transport = stdioTransport({ input, output, aside });
  transport.onmessage = (message) => 'method' in message && methods.push(message.method);
  await transport.start();
  for (const piece of pieces) input.write(piece);
  await new Promise((resolve) => input.end(resolve));
  await new Promise(setImmediate);
  return {
    replies: readAll(output)
      .split('\n')
      .filter(Boolean)
      .map((line): Reply => JSON.parse(line)),
    methods,
    calls,
  };
}

/** Newer versions of Node read one written piece at a time. */
function readAll(output: PassThrough): string {
  let said = '';
  for (let piece = output.read(); piece !== null; piece = output.read()) said += piece;
  return said;
}

const INITIALIZE = '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}\n';
const call = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"task_list"}}\n`;
const list = (id: number) => `{"jsonrpc":"2.0","id":${id},"method":"tools/list"}\n`;

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('a line that cannot be answered by a tool', () => {
  test.each<[string, string, number, unknown]>([
    ['no JSON', 'this is no JSON\n', -32_700, null],
    ['half of a message', '{"jsonrpc":"2.0","id":1,\n', -32_700, null],
    ['a batch', `[${call(1).trim()},${call(2).trim()}]\n`, -32_600, null],
    ['an empty batch', '[]\n', -32_600, null],
    ['JSON-RPC 1', '{"id":7,"method":"ping"}\n', -32_600, 7],
    ['no method', '{"jsonrpc":"2.0","id":"a"}\n', -32_600, 'a'],
    ['a number', '7\n', -32_600, null],
    ['null', 'null\n', -32_600, null],
    ['arguments that are no object', `${call(4).trim().slice(0, -2)},"arguments":[1]}}\n`, -32_602, 4],
    ['a name that is none', call(5).replace('"task_list"', '7'), -32_602, 5],
    ['ten thousand levels', `{"jsonrpc":"2.0","id":6,"method":"x","params":{"a":${nested(10_000)}}}\n`, -32_600, 6],
  ])('%s gets the error of JSON-RPC', async (_, line, code, id) => {
    const { replies, methods } = await wire(INITIALIZE, line, list(9));
    expect(replies).toMatchObject([{ jsonrpc: '2.0', id, error: { code } }]);
    expect(methods).toEqual(['initialize', 'tools/list']);
  });

  test.each([
    ['[1]', 'arguments of task_list: expected an object of its fields', 'received an array'],
    ['"+READY"', 'arguments of task_list: expected an object of its fields', 'received a string'],
  ])('arguments %s are answered with what was expected and what came', async (given, expected, received) => {
    const line = `${call(4).trim().slice(0, -2)},"arguments":${given}}}\n`;
    const [{ error } = {}] = (await wire(INITIALIZE, line)).replies;
    expect(error?.message).toContain(expected);
    expect(error?.message).toContain(received);
  });

  test('empty lines are none', async () => expect((await wire('\n\r\n  \n')).replies).toEqual([]));

  test('before initialize: requests are refused, ping is answered, notifications are dropped', async () => {
    const { replies, methods } = await wire(
      call(1),
      '{"jsonrpc":"2.0","method":"notifications/initialized"}\n{"jsonrpc":"2.0","id":2,"method":"ping"}\n',
      INITIALIZE,
      list(3),
    );
    expect(replies).toMatchObject([
      { id: 1, error: { code: -32_600, message: expect.stringContaining('initialize') } },
      { id: 2, result: {} },
    ]);
    expect(methods).toEqual(['initialize', 'tools/list']);
  });

  test('too long: an error with its id, and what follows is read', async () => {
    const long = `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"x":"${'x'.repeat(MESSAGE_BYTES)}"}}\n`;
    const { replies, methods } = await wire(INITIALIZE, long, list(6));
    expect(replies).toMatchObject([
      { id: 5, error: { code: -32_600, message: expect.stringContaining('longer than') } },
    ]);
    expect(methods).toEqual(['initialize', 'tools/list']);
  });

  test.each(['"a\tb"', '"\\q"', '"\\u12"', '007', '-'])(
    'too long, with the id %s that is no JSON: an error without an id',
    async (id) => {
      const long = `{"jsonrpc":"2.0","id":${id},"params":{"x":"${'x'.repeat(MESSAGE_BYTES)}"}}\n`;
      const { replies, methods } = await wire(INITIALIZE, long, list(6));
      expect(replies).toMatchObject([{ id: null, error: { code: -32_600 } }]);
      expect(methods).toEqual(['initialize', 'tools/list']);
    },
  );
});

describe('a call of a tool', () => {
  const called = (params: object, id: unknown = 7) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'hook', ...params } })}\n`;

  test('is answered beside the SDK, with its arguments and what the client writes beside them', async () => {
    const { replies, methods, calls } = await wire(
      INITIALIZE,
      called({ arguments: { a: 'b' }, _meta: { c: 1 } }),
      list(9),
      called({}, 'ten'),
    );
    expect(calls).toEqual([
      ['hook', { a: 'b' }, { c: 1 }],
      ['hook', {}, undefined],
    ]);
    expect(replies).toEqual([
      { jsonrpc: '2.0', id: 7, result: { content: [] } },
      { jsonrpc: '2.0', id: 'ten', result: { content: [] } },
    ]);
    expect(methods).toEqual(['initialize', 'tools/list']);
  });

  test('that fails is an error of its own', async () => {
    const { replies } = await wire(INITIALIZE, called({ arguments: { fails: true } }));
    expect(replies).toEqual([{ jsonrpc: '2.0', id: 7, error: { code: -32_603, message: 'Error: a defect' } }]);
  });

  test.each<[string, string, number, unknown]>([
    ['with arguments that are a list', called({ arguments: [1] }), -32_602, 7],
    ['with a text beside them', called({ arguments: {}, _meta: 'x' }), -32_600, 7],
    ['with an id that is none', called({ arguments: {} }, { a: 1 }), -32_600, null],
    ['of JSON-RPC 1', called({ arguments: {} }).replace('"jsonrpc":"2.0",', ''), -32_600, 7],
    ['with very deep arguments', called({ arguments: { a: 0 } }).replace('0}', `${nested(10_000)}}`), -32_600, 7],
  ])('%s is refused as any other', async (_, line, code, id) => {
    const { replies, calls } = await wire(INITIALIZE, line);
    expect(replies).toMatchObject([{ id, error: { code } }]);
    expect(calls).toEqual([]);
  });

  test('that asks for more than an answer is left to the SDK', async () => {
    const { methods, calls } = await wire(INITIALIZE, called({ arguments: {}, task: { ttl: 1 } }));
    expect(methods).toEqual(['initialize', 'tools/call']);
    expect(calls).toEqual([]);
  });

  test('that needs a person is called again by the SDK', async () => {
    const { replies, methods } = await wire(INITIALIZE, called({ arguments: { asks: true } }));
    expect(replies).toEqual([]);
    expect(methods).toEqual(['initialize', 'tools/call']);
  });

  test('before initialize is refused', async () => {
    const { replies, calls } = await wire(called({ arguments: {} }));
    expect(replies).toMatchObject([{ id: 7, error: { code: -32_600 } }]);
    expect(calls).toEqual([]);
  });
});

test('messages arrive in whatever pieces the pipe makes, within a character too', async () => {
  const bytes = Buffer.from(`${INITIALIZE}{"jsonrpc":"2.0","id":1,"method":"grüße/👍"}\n`);
  const pieces = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  expect((await wire(...pieces)).methods).toEqual(['initialize', 'grüße/👍']);
});

describe('the real server', () => {
  const plugin = builtPlugin();

  test('does nothing for a call before initialize, answers one of 11 MB, and lives on', async () => {
    const where = place();
    const server = testServer({ server: plugin.server, cwd: where.project, env: environment(where) });
    await expect(server.call('task_add', { description: 'Too early' })).rejects.toThrow('call initialize first');
    expect(existsSync(join(where.home, 'backlog'))).toBe(false);
    await server.initialize();
    await expect(server.call('task_add', { description: 'x', spec: 'y'.repeat(11_000_000) })).rejects.toThrow(
      'longer than',
    );
    expect(await server.text('task_add', { description: 'Small' })).toContain('Added 1 - ready Small');
    server.end('closed stdin');
    expect((await server.ended).code).toBe(0);
  });

  test.each(everyNth(6, [1, 2, 3, 4, 5, 6]))(
    'with %i open files more than Node needs it starts or says why in a line',
    async (more) => {
      const where = place();
      const input = `${INITIALIZE.replace('"params":{}', '"params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}')}${call(1)}`;
      const said = await limited(leastFiles() + more, [plugin.server], input, environment(where));
      if (said.code === 0) expect(said.out).toContain('"id":1');
      else expect(said.err).toMatch(/^backlog: too many open files.*ulimit -n.*\n$/);
    },
  );

  soak.each(everyNth(6, [1, 2, 3, 4, 5, 6]))('the command line with %i more, too', async (more) => {
    const where = place();
    const said = await limited(
      leastFiles() + more,
      [join(plugin.folder, 'bin/backlog'), 'list'],
      '',
      environment(where),
    );
    if (said.code === 0) expect(said.out).toMatch(/^No tasks\.\n/);
    else expect(said.err).toMatch(/^backlog: .*too many open files.*/);
    expect(said.err).not.toContain('    at ');
  });
});

/** The lowest limit of open files at which this version of Node runs a program: 18 for Node 20. */
const leastFiles = lazy(() => {
  const runs = (files: number) => {
    const { status, stdout } = spawnSync('bash', ['-c', `ulimit -n ${files}; exec "$0" -p 1`, process.execPath]);
    return status === 0 && String(stdout) === '1\n';
  };
  return Array.from({ length: 50 }, (_, n) => n + 10).find(runs)!;
});

function limited(files: number, args: string[], input: string, env: Record<string, string>) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const script = `ulimit -n ${files}; exec "$0" "$@"`;
    const child = execFile('bash', ['-c', script, process.execPath, ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.on('error', () => undefined); // it may end before it reads
    child.stdin?.write(input);
    // A server whose input ends leaves within a time in which a busy machine may not have answered.
    if (input === '') child.stdin?.end();
    child.stdout?.on('data', (piece: string) => piece.includes('"id":1') && child.stdin?.end());
  });
}
