import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/runs/providers/claude.ts';
import type { AgentOutcome } from '../../../src/runs/providers/provider.ts';
import { EVENT_LIMITS } from '../../../src/runs/providers/run-event.ts';
import { only, read, recorded } from '../support/recorded.ts';

const FAILED = { code: 1, signal: null };

describe.each(['claude-2.1.197-tools-denials-agent', 'claude-2.1.328-tools-denials-background-agent'])('%s', (name) => {
  const { events, outcome } = recorded(name);

  test('begins once, with session, model and version', () => {
    expect(only(events, 'started')).toEqual([
      {
        type: 'started',
        session: '11111111-2222-4333-8444-555555555555',
        model: 'claude-sonnet-4-5',
        version: name.split('-')[1],
      },
    ]);
  });

  test('calls tools, each of which ends', () => {
    expect(only(events, 'tool').map((tool) => `${tool.name} ${tool.summary}`)).toEqual([
      'Bash echo hi; env | grep -E "CLAUDE|ANTHROPIC|CODEX|BACKLOG" | sort',
      'Write /repo/src/new.ts',
      'Bash rm -rf src/x.ts',
      'Agent d',
      'WebFetch http://127.0.0.1:1/',
    ]);
    expect(only(events, 'tool_end').map(({ ok }) => ok)).toEqual([false, true, true, true, false]);
  });

  test('tells every refused call once', () => {
    expect(only(events, 'denied').map(({ tool }) => tool)).toEqual(['Bash', 'WebFetch']);
  });

  test('has a subagent, and is done with the last word of the agent itself', () => {
    expect(only(events, 'subagent').map(({ state }) => state)).toEqual(['started', 'ended']);
    expect(outcome).toEqual({ kind: 'done', text: 'the agent ended its turn', lastText: 'final answer' });
    expect(only(events, 'turn_end').every(({ background }) => background === 0)).toBe(true);
  });
});

test('usage is that of the last result, subagents included, never added; before it, every message counts once', () => {
  const { events, usage } = recorded('claude-2.1.328-tools-denials-background-agent');
  expect(usage).toEqual({ tokens: { input: 48_707, output: 400, cached: 40_000 }, costUsd: 0.050121, turns: 8 });
  const live = only(events, 'usage').filter(({ costUsd }) => costUsd === undefined);
  expect(live.map(({ tokens, turns }) => [turns, tokens.input])).toEqual([
    [1, 6_100],
    [2, 12_200],
    [3, 18_300],
    [4, 24_400],
    [5, 30_500],
    [6, 36_600],
    [7, 42_607],
    [8, 48_707],
  ]);
});

test('an interrupted turn ends not well, the next one decides', () => {
  const { events, outcome, usage } = recorded('claude-2.1.328-interrupt-then-message');
  expect(only(events, 'turn_end').map(({ ok }) => ok)).toEqual([false, true]);
  expect(outcome).toMatchObject({ kind: 'done', lastText: 'after the review comment' });
  expect(usage).toMatchObject({ costUsd: 0.0148, tokens: { output: 100 } });
});

test.each<[name: string, outcome: Partial<AgentOutcome>]>([
  [
    'claude-2.1.328-auth-failed',
    { kind: 'unauthenticated', text: 'Failed to authenticate. API Error: 401 OAuth token has expired' },
  ],
  [
    'claude-2.1.328-usage-limit',
    {
      kind: 'rate_limited',
      text: "You've hit your limit · resets 4:41pm (UTC)",
      resetsAt: '2026-11-20T16:41:35Z',
    },
  ],
  ['claude-2.1.328-overloaded', { kind: 'rate_limited', text: expect.stringMatching(/^API Error: 529 Overloaded/) }],
])('%s', (name, expected) => {
  const { events, outcome } = recorded(name, FAILED);
  expect(outcome).toMatchObject(expected);
  expect(only(events, 'turn_end')).toEqual([{ type: 'turn_end', ok: false, background: 0 }]);
  expect(outcome.lastText).toBeUndefined();
});

test('the shares of all limits that a client reports are events', () => {
  const { events } = recorded('claude-2.1.328-usage-limit', FAILED);
  const resetsAt = '2026-11-20T16:41:35Z';
  expect(only(events, 'quota')).toMatchObject([
    { window: 'five_hour', used: 100, resetsAt },
    { window: 'seven_day', used: expect.any(Number), resetsAt: expect.any(String) },
  ]);
  const reader = claude.reader();
  const line = (info: object) => reader.line(JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info }));
  expect(line({ status: 'allowed_warning', rateLimitType: 'five_hour', utilization: 0.834 })).toContainEqual({
    ...{ type: 'quota', window: 'five_hour', used: 83.4 },
  });
  for (const utilization of [2, -1, '0.5x', null])
    expect(line({ status: 'allowed', rateLimitType: 'five_hour', utilization }).map(({ type }) => type)).not.toContain(
      utilization === null ? 'limit' : 'quota',
    );
});

const init = { type: 'system', subtype: 'init', session_id: 's', model: 'm', claude_code_version: '2.1.328' };
const says = (text: string) => ({ type: 'assistant', message: { id: text, content: [{ type: 'text', text }] } });
const result = (more: object) => ({ type: 'result', subtype: 'success', is_error: false, ...more });
const retry = (attempt: number, error: string) => ({ type: 'system', subtype: 'api_retry', attempt, error });

test.each<
  [
    what: string,
    lines: (string | object)[],
    exit: { code: number | null; signal: string | null },
    kind: AgentOutcome['kind'],
  ]
>([
  ['a result', [init, says('a'), result({})], { code: 0, signal: null }, 'done'],
  ['its turns used up', [init, result({ subtype: 'error_max_turns', is_error: true })], FAILED, 'turn_limit'],
  ['its budget used up', [init, result({ subtype: 'error_max_budget_usd', is_error: true })], FAILED, 'cost_limit'],
  [
    'an interrupt',
    [init, result({ subtype: 'error_during_execution', terminal_reason: 'aborted_streaming' })],
    { code: 0, signal: null },
    'interrupted',
  ],
  ['some other failure', [init, result({ subtype: 'error_during_execution', is_error: true })], FAILED, 'failed'],
  [
    'a prompt that is too long',
    [init, result({ is_error: true, terminal_reason: 'prompt_too_long' })],
    FAILED,
    'failed',
  ],
  ['too many requests', [init, result({ is_error: true, api_error_status: 429 })], FAILED, 'rate_limited'],
  [
    'no credit',
    [
      init,
      { type: 'assistant', error: 'billing_error', message: { model: '<synthetic>', content: [] } },
      result({ is_error: true, api_error_status: 400 }),
    ],
    FAILED,
    'unauthenticated',
  ],
  ['TERM within a turn', [init, says('a')], { code: 143, signal: null }, 'crashed'],
  [
    'KILL within the turn after a good one',
    [init, result({}), init, says('b')],
    { code: null, signal: 'SIGKILL' },
    'crashed',
  ],
  ['a signal after its last turn', [init, says('a'), result({})], { code: null, signal: 'SIGKILL' }, 'done'],
  [
    'an end while it tried to log in',
    [init, retry(1, 'authentication_failed'), retry(2, 'authentication_failed')],
    { code: 143, signal: null },
    'unauthenticated',
  ],
  ['an end while it waited for a limit', [init, retry(1, 'rate_limit')], { code: 143, signal: null }, 'rate_limited'],
  [
    'a crash after a failure that passed',
    [init, retry(1, 'rate_limit'), says('a')],
    { code: null, signal: 'SIGSEGV' },
    'crashed',
  ],
  [
    'another program that ends well',
    ['hello', '{"type":"world"}', '[1]', '{"half'],
    { code: 0, signal: null },
    'nonsense',
  ],
  ['another program that fails', ['hello'], { code: 2, signal: null }, 'failed'],
  ['nothing at all', [init], { code: 0, signal: null }, 'crashed'],
])('it ended with %s', (_, lines, exit, kind) => {
  const { outcome } = read('claude', lines, exit);
  expect(outcome.kind).toBe(kind);
  expect(outcome.text).toMatch(/\w/);
});

test('what stood on standard error is the reason when there is no result', () => {
  const reader = claude.reader();
  reader.error("error: unknown option '--effort'");
  expect(reader.outcome(FAILED)).toEqual({
    kind: 'failed',
    text: "Claude Code exited with 1 without a result: error: unknown option '--effort'",
  });
});

test('a login that fails again and again is hopeless, one that is renewed is not', () => {
  const kinds = (attempts: number) =>
    only(
      read('claude', [init, ...Array.from({ length: attempts }, (_, i) => retry(i + 1, 'authentication_failed'))])
        .events,
      'limit',
    );
  expect(kinds(2)).toEqual([]);
  expect(kinds(3)).toEqual([{ type: 'limit', kind: 'unauthenticated' }]);
});

test('a turn that leaves work in the background says so', () => {
  const begun = { type: 'system', subtype: 'task_started', task_id: 't1', description: 'long' };
  const over = { type: 'system', subtype: 'task_notification', task_id: 't1', summary: 'ended' };
  const { events } = read('claude', [init, begun, result({}), over, init, result({})]);
  expect(only(events, 'turn_end').map(({ background }) => background)).toEqual([1, 0]);
});

test('odd lines harm nobody, and nothing grows without bound', () => {
  const long = 'x'.repeat(100_000);
  const { events } = read('claude', [
    ...[
      '',
      '   ',
      'null',
      '{}',
      '{"type":5}',
      '{"type":"assistant"}',
      '{"type":"assistant","message":{"content":"text"}}',
    ],
    ...[
      '{"type":"user","message":null}',
      '{"type":"system"}',
      '{"type":"result"}',
      '{"type":"toString"}',
      '{"type":"system","subtype":"constructor"}',
      '{"type":"result","subtype":"constructor"}',
      '{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":1e300}}',
      '{"type":{"toString":1,"valueOf":1}}',
      '{"type":"result","is_error":true,"subtype":"success","errors":[{"toString":1,"valueOf":1}]}',
      `{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t","name":"n","input":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}]}}`,
    ],
    long,
    says(long),
    {
      type: 'assistant',
      message: { id: 'm', content: [{ type: 'tool_use', id: 't', name: 'Write', input: { content: long } }] },
    },
    {
      type: 'user',
      message: { content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: long }] }] },
    },
  ]);
  for (const event of events) expect(event.type).toMatch(/^[a-z_]+$/);
  for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(EVENT_LIMITS.text + 200);
  expect(only(events, 'limit')).toEqual([{ type: 'limit', kind: 'rate_limit' }]);
});

const OK = { stdout: '', stderr: '', interrupted: false, isImage: false };

test.each<[what: string, result: object, told: object | string | undefined, exit: number | undefined]>([
  ['a success', { is_error: false }, OK, 0],
  ['an error', { is_error: true, content: 'Exit code 1' }, 'Error: Exit code 1', undefined],
  ['a code that is no error', { is_error: false }, { ...OK, returnCodeInterpretation: 'No matches found' }, undefined],
  ['an end by the client', { is_error: false }, { ...OK, interrupted: true }, undefined],
  ['a command that goes on', { is_error: false }, { ...OK, backgroundTaskId: 'b1' }, undefined],
  ['no word about an error', { content: 'Exit code 2' }, OK, undefined],
  ['no word about its end', { is_error: false }, undefined, undefined],
])('a command with %s', (_, result, told, exit) => {
  const content = [{ type: 'tool_result', tool_use_id: 't1', content: '', ...result }];
  const { events } = read('claude', [{ type: 'user', message: { content }, tool_use_result: told }]);
  expect(only(events, 'tool_end').map((end) => end.exit)).toEqual([exit]);
});
