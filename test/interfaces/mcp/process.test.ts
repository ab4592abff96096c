import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { patience } from '../../support/seed.ts';
import { everyNth } from '../../support/soak-test.ts';
import { connect, environment, type Place, place } from './connect.ts';

const plugin = builtPlugin();
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

describe('stdout', () => {
  test('carries nothing but JSON-RPC, whatever arrives on stdin', async () => {
    const { child, output } = start(place({ BACKLOG_TOOLS: 'core,nonsense' }));
    send(child, INITIALIZE, { jsonrpc: '2.0', method: 'notifications/initialized' });
    child.stdin.write('this is no JSON\n{"jsonrpc":"2.0"}\n[]\n\n');
    send(child, request(1, 'task_add', { description: 'One' }), request(2, 'task_list', { filter: '(((' }));
    send(child, { jsonrpc: '2.0', id: 3, method: 'no/such/method' }, request(4, 'task_list', {}));
    await answered(output, 0, 1, 2, 3, 4);
    for (const line of output().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  });
});

test("a line with an author and another program's file and variables serves, signs so, and says what has no effect", async () => {
  const where = place({ TASKDATA: '/home/a/.task', BACKLOG_BACKEND: 's3' });
  const { child, output } = start(where, ['mcp', 'serve', '--as', 'ai:planner', '--db', 'other.db']);
  send(child, INITIALIZE, request(1, 'task_add', { description: 'One' }));
  await answered(output, 0, 1);
  const [first] = answers(output()) as { result?: { instructions: string } }[];
  const { instructions = '' } = first?.result ?? {};
  for (const name of ['--db other.db', 'TASKDATA', 'BACKLOG_BACKEND']) expect(instructions).toContain(name);
  expect(instructions).toContain('`backlog import other.db` reads the file. ');
  expect(instructions).toContain(' Tell the user.');
  const again = await connect(plugin.server, { ...where, env: {} });
  expect(await again.text('task_info', { id: '1' })).toContain('created by: ai:planner');
});

describe('the end', () => {
  test.each<[string, (child: ChildProcessWithoutNullStreams) => void]>(
    everyNth(3, [
      ['SIGINT', (child) => child.kill('SIGINT')],
      ['SIGTERM', (child) => child.kill('SIGTERM')],
      ['a closed stdin', (child) => child.stdin.end()],
    ]),
  )('by %s is quick and clean, and keeps what was acknowledged', async (_, end) => {
    const where = place();
    const started = performance.now();
    const { child, output } = start(where);
    send(child, INITIALIZE, request(1, 'task_add', { description: 'Kept' }));
    await answered(output, 1);
    const began = performance.now();
    end(child);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    // On a busy machine or a slow disk all takes longer, its start as its end.
    expect(performance.now() - began).toBeLessThan(patience(10_000) + 4 * (began - started));
    const again = await connect(plugin.server, where);
    expect(await again.text('task_list')).toBe('1 - ready Kept');
  });

  test('by a closed stdin answers the calls under way first', async () => {
    // A busy machine may need longer for a call than the server waits.
    for (let tries = 0; tries < 5; tries++) {
      const where = place();
      const { child, output } = start(where);
      send(child, INITIALIZE, request(1, 'task_list', {}));
      await answered(output, 1);
      send(child, request(2, 'task_add', { description: 'Just in time' }));
      child.stdin.end();
      await once(child, 'close');
      if (!answers(output()).some(({ id }) => id === 2)) continue;
      const again = await connect(plugin.server, where);
      expect(await again.text('task_list')).toBe('1 - ready Just in time');
      return;
    }
    expect.unreachable('none of five calls was answered');
  });
});

function start(where: Place, words: readonly string[] = []) {
  const child = spawn(process.execPath, [plugin.server, ...words], { cwd: where.project, env: environment(where) });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return { child, output: () => output };
}

function send(child: ChildProcessWithoutNullStreams, ...messages: object[]): void {
  for (const message of messages) child.stdin.write(`${JSON.stringify(message)}\n`);
}

function request(id: number, name: string, args: object): object {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } };
}

async function answered(output: () => string, ...ids: number[]): Promise<void> {
  const came = () => answers(output()).map(({ id }) => id);
  await expect.poll(came).toEqual(expect.arrayContaining(ids));
}

function answers(output: string): { id?: number }[] {
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { id?: number });
}
