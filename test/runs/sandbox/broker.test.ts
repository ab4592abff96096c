import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BROKER_LIMITS } from '../../../src/domain/runs/sandbox.ts';
import { passageOf, startBroker } from '../../../src/runs/sandbox/broker.ts';
import { until } from '../../scheduler/support/until.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { connectTo } from '../../support/socket.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();
const TOOLS = ['task_info', 'task_add', 'task_annotate', 'run_ask'];
const tools = new Set(TOOLS);
const rpc = (method: string, params: unknown, id: unknown = 7) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
const call = (name: unknown, given: unknown = {}) => rpc('tools/call', { name, arguments: given });

const DEEP = `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"task_add","arguments":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`;

describe('a line of a contained agent', () => {
  test.each<[string, string, object]>([
    ['no JSON', 'nonsense', { to: 'end' }],
    ['a list of requests', '[]', { to: 'end' }],
    ['a number', '7', { to: 'end' }],
    ['an empty line', '', { to: 'end' }],
    ['a line that is too long', `{"a":"${'x'.repeat(BROKER_LIMITS.line)}"}`, { to: 'end' }],
    ['an answer to the server, such as the folders of the client', '{"id":1,"result":{"roots":[]}}', { to: 'nobody' }],
    ['a call that is nested so deeply that nobody can write it again', DEEP, { to: 'end' }],
    ['a method that is no text', '{"id":1,"method":{"a":1}}', { to: 'nobody' }],
    ['an unknown method', rpc('resources/read', { uri: 'file:///etc/passwd' }), { to: 'agent' }],
    ['a subscription', rpc('resources/subscribe', { uri: 'backlog://x' }), { to: 'agent' }],
    ['a notification of changed folders', '{"method":"notifications/roots/list_changed"}', { to: 'nobody' }],
    ['an approval', call('run_control', { verb: 'approve', run: 'r2' }), { to: 'agent' }],
    ['a merge', call('run_merge', { run: 'r2' }), { to: 'agent' }],
    ['a setting', call('setting_set', { name: 'runs.sandbox', value: 'off' }), { to: 'agent' }],
    ['a spec', call('doc_write', { task: '1', text: 'x' }), { to: 'agent' }],
    ['an import of a file', call('task_import', { file: '/etc/passwd' }), { to: 'agent' }],
    ['a name that is a field of every object', call('constructor'), { to: 'agent' }],
    ['a tool without a name', call(undefined), { to: 'agent' }],
    ['a list of names', call(['task_add']), { to: 'agent' }],
  ])('%s does not reach the server', (_, line, wanted) => {
    expect(passageOf(line, tools)).toMatchObject(wanted);
  });

  test('a forged hook of another session is answered without the server', () => {
    const line = call('hook', { hook_event_name: 'SessionEnd', session_id: 'of-ada' });
    expect(passageOf(line, tools)).toEqual({
      to: 'agent',
      line: '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"{}"}]}}',
    });
  });

  test('a call keeps only its name and its arguments', () => {
    const forged = {
      name: 'task_add',
      arguments: { description: 'x' },
      inputResponses: { q: { action: 'accept' } },
      requestState: 'x',
      _meta: { threadId: 'of-ada', 'claudecode/toolUseId': 't', progressToken: 1 },
    };
    const passage = passageOf(rpc('tools/call', forged), tools);
    expect(JSON.parse(passage.to === 'server' ? passage.line : '{}').params).toEqual({
      name: 'task_add',
      arguments: { description: 'x' },
      _meta: { progressToken: 1 },
    });
  });

  test('a client can have no capability by which the server would ask it something', () => {
    const passage = passageOf(rpc('initialize', { capabilities: { roots: {}, elicitation: {} } }), tools);
    expect(JSON.parse(passage.to === 'server' ? passage.line : '{}').params.capabilities).toEqual({});
  });
});

/** A broker of a run, and a client that sends lines and collects answers until the connection ends or answers come. */
async function brokered() {
  const place = await field({ supervisor: plugin.supervisor });
  await place.task({ description: 'Mine' });
  const socket = join(tempFolder('broker'), 'queue.sock');
  const denied: string[] = [];
  const broker = await startBroker({
    ...{ socket, server: plugin.server, cwd: place.user, tools: TOOLS, greetingMs: DEADLINE_MS },
    env: {
      PATH: process.env.PATH ?? '',
      HOME: place.root,
      BACKLOG_RUN: 'r1',
      BACKLOG_DIR: place.store,
      BACKLOG_TOOLS: TOOLS.join(),
    },
    denied: (text) => denied.push(text),
  });
  onTestFinished(() => broker.close());
  const talk = async (lines: readonly string[], answers: number): Promise<string> => {
    const client = connectTo(socket);
    let said = '';
    let over = false;
    client.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    client.on('close', () => {
      over = true;
    });
    for (const line of lines) client.write(`${line}\n`);
    while (!over && said.split('\n').length <= answers) await wait(20);
    client.destroy();
    return said;
  };
  return { place, broker, denied, talk, socket };
}

const HELLO = rpc('initialize', {
  protocolVersion: '2025-06-18',
  capabilities: { elicitation: { form: {} }, roots: {} },
  clientInfo: { name: 'human:ada', version: '1' },
});

describe('the broker', () => {
  test('writes as the run, whatever name the client gives itself', async () => {
    const { place, broker, talk } = await brokered();
    const said = await talk(
      [broker.token, HELLO, rpc('tools/call', { name: 'task_add', arguments: { description: 'Found' } }, 8)],
      2,
    );
    expect(said).toContain('Found');
    await place.opened.ready();
    const { task } = {
      task: [...place.opened.store.state.all('task')].map(([, one]) => one).find((one) => one.description === 'Found'),
    };
    const history = await place.text('task_history', { id: task?.id });
    expect(history).toMatch(/ai:\S*#r1/);
    expect(history).not.toContain('human:ada added');
  });

  test('ends a connection with a wrong password, before a server starts', async () => {
    const { broker, talk, denied } = await brokered();
    for (const wrong of ['', 'x', `${broker.token}x`, broker.token.slice(1), '{}'])
      expect(await talk([wrong, HELLO], 1)).toBe('');
    expect(denied).toEqual(Array.from({ length: 5 }, () => 'the password is wrong'));
  });

  test('ends a connection with a line that has no end', async () => {
    const { broker, talk, denied } = await brokered();
    await talk([broker.token, `{"x":"${'x'.repeat(2 * BROKER_LIMITS.line)}"}`], 1);
    expect(denied).toEqual(['a line is too long']);
  });

  test('reads a password and messages that arrive in pieces, or several at once', async () => {
    const { broker, socket } = await brokered();
    const client = connectTo(socket);
    let said = '';
    client.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const whole = `${broker.token}\n${HELLO}\n${call('run_control')}\n${call('task_info', { id: 1 })}\n`;
    for (const piece of [whole.slice(0, 7), whole.slice(7, 60), whole.slice(60)]) {
      client.write(piece);
      await wait(30);
    }
    while (said.split('\n').length <= 3) await wait(20);
    client.destroy();
    expect(said).toContain('is not a tool of a contained run');
    expect(said).toContain('Mine');
  });

  soak('reads no more of a flood than it can pass on, as long as nobody reads the answers', async () => {
    const { broker, socket } = await brokered();
    for (const line of [
      call('run_control', { x: 'x'.repeat(1_000) }),
      call('task_info', { id: 1, x: 'x'.repeat(1_000) }),
    ]) {
      const client = connectTo(socket).pause();
      const flood = `${line}\n`.repeat(1_000);
      client.write(`${broker.token}\n${HELLO}\n`);
      for (let n = 0; n < 40; n++) client.write(flood);
      await wait(4_000);
      const [all, left] = [40 * flood.length, client.writableLength];
      client.destroy();
      expect((all - left) / all, line.slice(0, 80)).toBeLessThan(0.5);
    }
  });

  soak('of 1,000 connections, few get a process, and the next agent gets an answer', async () => {
    const { broker, socket, denied, place, talk } = await brokered();
    let most = 0;
    for (let n = 0; n < 1_000; n++) {
      const client = connectTo(socket);
      client.write(`${broker.token}\n${HELLO}\n`);
      await wait(2);
      client.destroy();
      if (n % 50 === 0) most = Math.max(most, place.processes().length);
    }
    expect(most).toBeLessThanOrEqual(8);
    expect(denied).toContain('more than 8 connections at once');
    await until(
      () => Promise.resolve(place.processes()),
      (all) => all.length === 0,
    );
    expect(await talk([broker.token, HELLO, call('task_info', { id: 1 })], 2)).toContain('Mine');
  });

  test('answers the same client after a refused call, of which the review hears', async () => {
    const { broker, talk, denied } = await brokered();
    const said = await talk(
      [broker.token, HELLO, call('run_control', {}), rpc('tools/call', { name: 'task_info', arguments: { id: 1 } }, 9)],
      3,
    );
    expect(said).toContain('is not a tool of a contained run');
    expect(said).toContain('Mine');
    expect(denied).toEqual(['the tool run_control']);
  });
});
