import { expect, test } from 'vitest';
import { codex } from '../../../src/runs/providers/codex.ts';
import type { AgentOutcome } from '../../../src/runs/providers/provider.ts';
import { only, read, recorded } from '../support/recorded.ts';

const FAILED = { code: 1, signal: null };

test('codex-0.169.0-commands', () => {
  const { events, outcome, usage } = recorded('codex-0.169.0-commands');
  expect(events[0]).toEqual({ type: 'started', session: '01a1f9a2-00d2-7cd1-a830-45d163c6cb13' });
  expect(only(events, 'tool').map(({ name }) => name)).toEqual(Array(7).fill('command_execution'));
  expect(only(events, 'tool').at(-1)?.summary).toBe("/bin/bash -lc 'git push origin HEAD'");
  expect(only(events, 'tool_end').map(({ ok }) => ok)).toEqual([true, true, true, true, true, true, false]);
  expect(only(events, 'note')).toEqual([{ type: 'note', text: expect.stringMatching(/^Model metadata/) }]);
  expect(outcome).toEqual({ kind: 'done', text: 'the agent ended its turn', lastText: '{"ok":true}' });
  expect(usage).toEqual({ tokens: { input: 9_000, output: 450, cached: 5_400 }, turns: 1 });
});

test('codex-0.169.0-auth-failed', () => {
  const { events, outcome } = recorded('codex-0.169.0-auth-failed', FAILED);
  expect(only(events, 'retrying').map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
  expect(only(events, 'retrying')[0]?.why).toMatch(/^unexpected status 401 Unauthorized/);
  expect(only(events, 'limit')).toEqual([{ type: 'limit', kind: 'unauthenticated' }]);
  expect(outcome).toMatchObject({ kind: 'unauthenticated', text: expect.stringMatching(/^unexpected status 401/) });
});

test('codex-0.169.0-usage-limit', () => {
  const { events, outcome } = recorded('codex-0.169.0-usage-limit', FAILED);
  expect(only(events, 'limit')).toEqual([{ type: 'limit', kind: 'rate_limit' }]);
  expect(outcome).toMatchObject({ kind: 'rate_limited', text: expect.stringMatching(/try again at 4:47 PM/) });
});

const begun = [{ type: 'thread.started', thread_id: 't' }, { type: 'turn.started' }];
const failed = (message: string) => [...begun, { type: 'turn.failed', error: { message } }];

test.each<
  [
    what: string,
    lines: (string | object)[],
    exit: { code: number | null; signal: string | null },
    kind: AgentOutcome['kind'],
  ]
>([
  ['a turn', [...begun, { type: 'turn.completed', usage: {} }], { code: 0, signal: null }, 'done'],
  ['no key', failed('Missing environment variable: `OPENAI_API_KEY`.'), FAILED, 'unauthenticated'],
  ['no quota', failed('exceeded retry limit, last status: 429 Too Many Requests'), FAILED, 'rate_limited'],
  ['no capacity', failed('Selected model is at capacity. Please try a different model.'), FAILED, 'rate_limited'],
  ['no room', failed("Codex ran out of room in the model's context window."), FAILED, 'failed'],
  ['INT', begun, FAILED, 'failed'],
  ['TERM', begun, { code: null, signal: 'SIGTERM' }, 'crashed'],
  [
    'KILL while it tried to log in',
    [...begun, { type: 'error', message: 'Reconnecting... 2/5 (unexpected status 401 Unauthorized)' }],
    { code: null, signal: 'SIGKILL' },
    'unauthenticated',
  ],
  ['another program that ends well', ['hello'], { code: 0, signal: null }, 'nonsense'],
  ['another program that fails', [], { code: 2, signal: null }, 'failed'],
])('it ended with %s', (_, lines, exit, kind) => {
  const { outcome } = read('codex', lines, exit);
  expect(outcome.kind).toBe(kind);
  expect(outcome.text).toMatch(/\w/);
});

test('what stood on standard error is the reason when no turn ended', () => {
  const reader = codex.reader();
  reader.error('Error: required MCP servers failed to initialize: backlog');
  expect(reader.outcome(FAILED)).toMatchObject({ kind: 'failed', text: expect.stringMatching(/MCP servers failed/) });
});

test('calls of MCP tools and changes of files are tools, also when only their end is told', () => {
  const item = { id: 'i1', type: 'mcp_tool_call', server: 'backlog', tool: 'task_info', arguments: { id: 1 } };
  const { events } = read('codex', [
    { type: 'item.started', item: { ...item, status: 'in_progress' } },
    { type: 'item.completed', item: { ...item, status: 'failed', error: { message: 'no such task' } } },
    {
      type: 'item.completed',
      item: { id: 'i2', type: 'file_change', changes: [{ path: 'a', kind: 'add' }], status: 'completed' },
    },
  ]);
  expect(events).toEqual([
    { type: 'tool', id: 'i1', name: 'backlog.task_info', summary: '{"id":1}' },
    { type: 'tool_end', id: 'i1', ok: false, summary: 'no such task' },
    { type: 'tool', id: 'i2', name: 'file_change', summary: '[{"path":"a","kind":"add"}]', wrote: [{ path: 'a' }] },
    { type: 'tool_end', id: 'i2', ok: true, summary: '[{"path":"a","kind":"add"}]' },
  ]);
});

test.each<
  [status: string | undefined, code: number | null | undefined, ok: boolean, exit: number | undefined, begun?: object[]]
>([
  ['completed', 0, true, 0],
  ['completed', 1, false, 1],
  ['failed', 1, false, undefined],
  ['declined', null, false, undefined],
  ['in_progress', null, false, undefined],
  ['cancelled', 130, false, undefined],
  [undefined, undefined, true, undefined],
  // Nothing tells that this command began, and when.
  ['completed', 0, true, undefined, []],
  ['completed', 0, true, undefined, [{ command: 'npm test || true' }]],
  ['completed', 0, true, undefined, [{ command: 'echo' }, { command: 'npm test' }]],
])('a command that is %s with the exit code %s', (status, exit_code, ok, exit, begun = [{}]) => {
  const item = { id: 'i1', type: 'command_execution', command: 'npm test', status, exit_code };
  const starts = begun.map((one) => ({ type: 'item.started', item: { ...item, ...one } }));
  const { events } = read('codex', [...starts, { type: 'item.completed', item }]);
  expect(only(events, 'tool_end').map((end) => [end.ok, end.exit])).toEqual([[ok, exit]]);
});
