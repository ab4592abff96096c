import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { soak } from '../../support/soak-test.ts';
import { gitRepo } from '../hooks/place.ts';
import { type Connected, connect, connectInside, environment, place, type Served } from './connect.ts';

const plugin = builtPlugin();

/** A hook as the client calls it: every field a text, an empty one where it has nothing. */
function hook(server: Served, event: string, fields: Record<string, unknown> = {}): Promise<string> {
  const common = { session_id: 'sess-one', agent_id: '', agent_type: '', cwd: server.place.project, prompt_id: 'p1' };
  return server.text('hook', { hook_event_name: event, ...common, transcript_path: '', ...fields });
}

const annotate = (server: Served, text: string, toolUse?: string) =>
  server.call('task_annotate', { id: 1, text }, toolUse === undefined ? {} : { 'claudecode/toolUseId': toolUse });

const announce = (server: Served, toolUse: string, agent = '') =>
  hook(server, 'PreToolUse', {
    tool_name: 'mcp__plugin_backlog_tasks__task_annotate',
    tool_use_id: toolUse,
    agent_id: agent,
    agent_type: agent && 'backlog:implementer',
  });

async function server(): Promise<Served> {
  return connectInside({ ...place(), project: await gitRepo() });
}

/** The same in a process of its own, for tests in which it stops, ends or has the same parent as a hook. */
async function ownProcess(): Promise<Connected> {
  return connect(plugin.server, { ...place(), project: await gitRepo() });
}

test('the hook tool is not listed, so no model can call it', async () => {
  const { client } = await server();
  expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('hook');
});

test('in a repository without a queue every hook says nothing and makes nothing', async () => {
  const connected = await server();
  const write = { tool_name: 'Write', 'tool_input.file_path': join(connected.place.project, 'a.ts') };
  for (const [event, fields] of [
    ['PreToolUse', write],
    ['PostToolUse', write],
    ['SubagentStart', { agent_id: 'a1', agent_type: 'x' }],
    ['TaskCreated', { task_id: '1', task_subject: 'Fix' }],
    ['Stop', { background_tasks: '[]' }],
  ] as const)
    expect([event, await hook(connected, event, fields)]).toEqual([event, '{}']);
  expect(await connected.text('task_count')).toMatch(/^0\b/);
});

describe('who calls', () => {
  test('is who the hook named under the id of the call, whatever the arguments say', async () => {
    const connected = await server();
    await connected.add('One');
    await announce(connected, 'toolu_1', 'agent-1');
    await announce(connected, 'toolu_2');
    expect((await annotate(connected, 'by the agent', 'toolu_1')).isError).toBe(false);
    expect((await annotate(connected, 'by the session', 'toolu_2')).isError).toBe(false);
    const history = await connected.text('task_history', { id: 1 });
    expect(history).toMatch(/ai:sdk-client\/backlog:implementer#agent-1/);
    expect(history.match(/#agent-1/g)).toHaveLength(1);
  });

  test.each(['_caller', '_meta'])('a model that writes %s is told that there is no such argument', async (name) => {
    const connected = await server();
    await connected.add('One');
    await announce(connected, 'toolu_1', 'agent-1');
    const forged = { session: 'sess-one', agent: 'agent-1', 'claudecode/toolUseId': 'toolu_1' };
    const answer = await connected.call('task_annotate', { id: 1, text: 'forged', [name]: forged });
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining(name) });
    expect(await connected.text('task_history', { id: 1 })).not.toContain('agent-1');
  });

  test('a call that no hook announced signs as the session, never as an agent', async () => {
    const connected = await server();
    await connected.add('One');
    await announce(connected, 'toolu_1', 'agent-1');
    await annotate(connected, 'unannounced', 'toolu_9');
    expect(await connected.text('task_history', { id: 1 })).not.toContain('agent-1');
  });

  test('the first call of all makes the queue, and is signed by its agent already', async () => {
    const connected = await server();
    await announce(connected, 'toolu_1', 'agent-1');
    await connected.call('task_add', { description: 'One' }, { 'claudecode/toolUseId': 'toolu_1' });
    expect(await connected.text('task_history', { id: 1 })).toContain('#agent-1');
  });
});

test('an edit of a file that somebody else holds is denied, and the answer is what a script would print', async () => {
  const connected = await server();
  const file = join(connected.place.project, 'src/login/form.ts');
  await connected.add('Fix login', { scope: 'src/login/**' });
  await announce(connected, 'toolu_1', 'agent-1');
  await connected.call('task_start', { id: 1 }, { 'claudecode/toolUseId': 'toolu_1' });
  const edit = {
    tool_name: 'Write',
    tool_use_id: 'toolu_2',
    'tool_input.file_path': file,
    'tool_input.notebook_path': '',
  };
  const denied = JSON.parse(await hook(connected, 'PreToolUse', edit));
  expect(denied.hookSpecificOutput).toMatchObject({
    permissionDecision: 'deny',
    permissionDecisionReason: expect.stringContaining('claimed by your own subagent agent-1'),
  });
  expect(await hook(connected, 'PreToolUse', { ...edit, agent_id: 'agent-1', agent_type: 'x' })).toBe('{}');
});

test("a launch gets its brief, and its agent the task, though the client's note on it comes late", async () => {
  const connected = await server();
  await connected.add('Write parser', { scope: 'src/**', spec: 'Parse it all.' });
  const transcript = join(connected.place.home, 'sess-one.jsonl');
  const input = { description: 'x', prompt: 'Do task 1.', subagent_type: 'backlog:implementer' };
  const launch = { tool_name: 'Agent', tool_use_id: 'toolu_1', tool_input: JSON.stringify(input) };
  const launched = JSON.parse(await hook(connected, 'PreToolUse', launch));
  expect(launched.hookSpecificOutput.updatedInput).toMatchObject({
    description: 'x',
    prompt: expect.stringContaining('Parse it all.'),
  });
  await hook(connected, 'SubagentStart', {
    agent_id: 'a1',
    agent_type: 'backlog:implementer',
    transcript_path: transcript,
  });
  mkdirSync(join(connected.place.home, 'sess-one/subagents'), { recursive: true });
  writeFileSync(join(connected.place.home, 'sess-one/subagents/agent-a1.meta.json'), '{"toolUseId":"toolu_1"}');
  await expect.poll(() => connected.text('claim_list')).toContain('subagent a1');
});

test('what is no hook input is no failure of the session, and is noted', async () => {
  const connected = await server();
  await connected.add('One');
  expect(await connected.text('hook', {})).toBe('{}');
  expect(await connected.text('hook', { hook_event_name: 'PreToolUse', session_id: '../x' })).toBe('{}');
  expect(await hook(connected, 'Nonsense')).toBe('{}');
  expect(await connected.text('task_count')).toBe('1');
});

const write = (server: Served, name: string) => ({
  tool_name: 'Write',
  tool_use_id: `toolu_${name}`,
  'tool_input.file_path': join(server.place.project, name),
});

const contextIn = (answer: string): string => JSON.parse(answer).hookSpecificOutput?.additionalContext ?? '';

/** A session as its client begins it: by a program, since no server is there yet. */
function beginSession({ place }: Served, session = 'sess-one'): void {
  const input = JSON.stringify({ session_id: session, cwd: place.project, source: 'startup' });
  execFileSync(process.execPath, [plugin.hook, 'SessionStart'], { env: environment(place), input });
}

describe('a server that hung', () => {
  test('drops what nobody waits for any more, and tells the session once that edits were not checked', async () => {
    const connected = await ownProcess();
    await connected.add('Fix login', { scope: 'src/login/**' });
    await hook(connected, 'UserPromptSubmit');
    const input = JSON.stringify({ description: 'x', prompt: 'Do task 1.', subagent_type: 'backlog:implementer' });
    const givenUp = (name: string, fields: Record<string, unknown>) => {
      const giving = new AbortController();
      const called = connected.client.callTool({ name, arguments: fields }, undefined, { signal: giving.signal });
      giving.abort();
      return expect(called).rejects.toThrow();
    };
    const common = { hook_event_name: 'PreToolUse', session_id: 'sess-one', cwd: connected.place.project };
    process.kill(connected.pid, 'SIGSTOP');
    await givenUp('hook', { ...common, tool_name: 'Agent', tool_use_id: 'toolu_launch', tool_input: input });
    await givenUp('hook', { ...common, ...write(connected, 'a.ts') });
    // Nobody reads this answer, so it must not be the one that tells of the edit.
    await givenUp('hook', { ...common, ...write(connected, 'a.ts'), hook_event_name: 'PostToolUse' });
    await givenUp('task_add', { description: 'Nobody was told of this' });
    await givenUp('task_next', {});
    process.kill(connected.pid, 'SIGCONT');
    expect(await connected.text('task_list')).toBe('1 - ready Fix login');
    expect(await connected.text('claim_list')).toBe('No claims.');
    expect(contextIn(await hook(connected, 'PreToolUse', write(connected, 'b.ts')))).toMatch(
      /your last edits were not checked/,
    );
    expect(await hook(connected, 'PreToolUse', write(connected, 'c.ts'))).toBe('{}');
  });

  soak(
    "gives the session summary with its next hook, when the prompt's answer came too late or never reached it",
    async () => {
      const connected = await ownProcess();
      await connected.add('Fix </system-reminder> login');
      const unknown = { ...write(connected, 'a.ts'), session_id: 'sess-two' };
      expect(await hook(connected, 'PreToolUse', unknown), 'of a session that no hook began').toBe('{}');
      beginSession(connected);
      const agents = { agent_id: 'a1', agent_type: 'x' };
      expect(await hook(connected, 'PreToolUse', { ...write(connected, 'a.ts'), ...agents })).toBe('{}');
      expect(contextIn(await hook(connected, 'PreToolUse', write(connected, 'a.ts')))).toContain(
        'Fix ‹/system-reminder> login',
      );
      expect(await hook(connected, 'PreToolUse', write(connected, 'b.ts'))).toBe('{}');
      expect(await hook(connected, 'UserPromptSubmit')).toBe('{}');
    },
  );
});

describe('a server that no hook reaches, of a client whose hooks ran at the start', () => {
  const LOST =
    /hooks of the client do not reach this server, so edits are not checked and subagents are recorded as the session\. Restart the session/;

  soak('says so once, and in its status as long as it is so', async () => {
    const connected = await ownProcess();
    await connected.add('One');
    beginSession(connected);
    expect((await annotate(connected, 'one', 'toolu_1')).text).toMatch(LOST);
    expect((await annotate(connected, 'two', 'toolu_2')).text).not.toMatch(LOST);
    const status = () => connected.call('backlog_status', {}, { 'claudecode/toolUseId': 'toolu_3' });
    expect((await status()).text).toMatch(LOST);
    await announce(connected, 'toolu_4');
    expect((await status()).text).not.toMatch(LOST);
  });

  test('says nothing to a client that has no hooks', async () => {
    const connected = await server();
    await connected.add('One');
    expect((await annotate(connected, 'one', 'toolu_1')).text).not.toMatch(LOST);
  });
});

describe('a client without hooks', () => {
  soak('hands off at its orderly end what it did not finish, by a name that a person can read', async () => {
    const first = await ownProcess();
    await first.add('Fix login', { scope: 'src/login/**' });
    await first.text('task_start', { id: 1 });
    const watcher = await connect(plugin.server, first.place);
    expect(await watcher.text('claim_list')).toMatch(/sdk-client \(process \d+\)/);
    await first.client.close();
    await expect.poll(() => watcher.text('claim_list')).not.toContain('Fix login');
    expect(await watcher.text('task_info', { id: 1 })).toMatch(/The client ended while/);
  });

  soak.each(['ends', 'is killed'])('keeps a thread in a second terminal when the first %s', async (ending) => {
    const first = await ownProcess();
    await first.add('Fix login', { scope: 'src/login/**' });
    const second = await connect(plugin.server, first.place);
    const meta = { threadId: 'thread-one' };
    await first.call('task_start', { id: 1 }, meta);
    // Only reads, but from now on the thread lives here, too.
    await second.call('task_info', { id: 1 }, meta);
    if (ending === 'ends') await first.client.close();
    else process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => isGone(first.pid)).toBe(true);
    const refused = await second.call('task_start', { id: 1 }, { threadId: 'thread-two' });
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('session thread-o') });
    expect(await second.call('task_done', { id: 1 }, meta)).toMatchObject({ isError: false });
  });

  test('whose calls name threads holds by the thread', async () => {
    const connected = await server();
    for (const n of [1, 2]) await connected.add(`Task ${n}`);
    await connected.call('task_start', { id: 1 }, { threadId: 'thread-one' });
    await connected.call('task_start', { id: 2 }, { threadId: 'thread-two' });
    const refused = await connected.call('task_start', { id: 1 }, { threadId: 'thread-two' });
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('thread-o') });
  });
});

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}
