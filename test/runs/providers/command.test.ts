import { expect, test } from 'vitest';
import { clip } from '../../../src/base/clip.ts';
import { startAgent } from '../../../src/runs/process/start.ts';
import { command } from '../../../src/runs/providers/command.ts';
import { EVENT_LIMITS, type RunEvent } from '../../../src/runs/providers/run-event.ts';
import { assignment } from '../support/assignment.ts';
import { site } from '../support/programs.ts';

test('a program gets the prompt on stdin and in a file, task, scope and round by environment, and its text is told', async () => {
  const { folder, script } = site();
  const program = script('agent', '#!/bin/sh\ncat\nenv | grep ^BACKLOG | sort\necho "$1" >&2\n');
  const launch = command.launch(assignment(folder, { argv: [program, 'a b'] }));
  const reader = command.reader();
  const events: RunEvent[] = [];
  const agent = await startAgent(launch, {
    cwd: folder,
    onLine: (line) => events.push(...reader.line(line)),
    onError: (line) => events.push(...reader.error(line)),
  });
  const outcome = reader.outcome(await agent.exited);
  expect(events.filter(({ type }) => type === 'text').map((event) => 'text' in event && event.text)).toEqual([
    'Fix login',
    'BACKLOG_DIR=/store',
    'BACKLOG_PROMPT_FILE=/runs/r7/prompt.md',
    'BACKLOG_ROUND=2',
    'BACKLOG_RUN=r7',
    'BACKLOG_SCOPE=src/**',
    'BACKLOG_SESSION=11111111-2222-4333-8444-555555555555',
    'BACKLOG_TASK=a-uuid',
    'BACKLOG_TASK_ID=12',
  ]);
  expect(events).toContainEqual({ type: 'note', text: 'a b' });
  expect(outcome).toEqual({ kind: 'done', text: 'the program exited with 0' });
});

test.each<[what: string, exit: { code: number | null; signal: string | null }, kind: string, text: RegExp]>([
  ['0', { code: 0, signal: null }, 'done', /exited with 0/],
  ['another code', { code: 2, signal: null }, 'failed', /exited with 2: no such model/],
  ['a signal', { code: null, signal: 'SIGSEGV' }, 'crashed', /killed by SIGSEGV: no such model/],
])('its end with %s', (_, exit, kind, text) => {
  const reader = command.reader();
  reader.line('{"backlog": "summary", "text": "Did it"}');
  reader.line('drwxr-xr-x 2 root root');
  reader.error('no such model');
  expect(reader.outcome(exit)).toMatchObject({ kind, text: expect.stringMatching(text), lastText: 'Did it' });
});

test('an agent without a program is refused', () => {
  expect(() => command.launch(assignment('/'))).toThrow(/names no program/);
  expect(command.launch(assignment('/', { binary: 'aider', argv: ['--yes'] }))).toMatchObject({
    file: 'aider',
    args: ['--yes'],
  });
});

test('a program may tell what it used and why it failed', () => {
  const reader = command.reader();
  expect(reader.line('{"backlog":"usage","input":1200,"output":300,"cached":1000,"costUsd":0.02,"turns":4}')).toEqual([
    { type: 'usage', tokens: { input: 1200, output: 300, cached: 1000 }, costUsd: 0.02, turns: 4 },
  ]);
  expect(reader.line('{"backlog":"rate_limited","resetsAt":"2026-11-20T17:00:00Z"}')).toEqual([
    { type: 'limit', kind: 'rate_limit', resetsAt: '2026-11-20T17:00:00Z' },
  ]);
  expect(reader.usage().costUsd).toBe(0.02);
  expect(reader.outcome({ code: 1, signal: null })).toMatchObject({
    kind: 'rate_limited',
    resetsAt: '2026-11-20T17:00:00Z',
  });
  expect(reader.outcome({ code: 0, signal: null }).kind).toBe('done');
  reader.line('{"backlog":"unauthenticated"}');
  expect(reader.outcome({ code: 1, signal: null })).not.toHaveProperty('resetsAt');
});

test.each([
  '{"backlog":"constructor"}',
  '{"backlog":5}',
  '{"backlog":{"toString":1,"valueOf":1}}',
  `{"backlog":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  '{"usage":1}',
  '{"backlog":',
])('a line %s is text', (line) => {
  expect(command.reader().line(line)).toEqual([{ type: 'text', text: clip(line, EVENT_LIMITS.text) }]);
});

test('a program can report how much of a quota is used', () => {
  const reader = command.reader();
  const resetsAt = '2026-11-20T17:00:00Z';
  expect(reader.line(JSON.stringify({ backlog: 'quota', window: 'five_hour', used: 70, resetsAt }))).toEqual([
    { type: 'quota', window: 'five_hour', used: 70, resetsAt },
  ]);
  for (const more of [{ used: 101 }, { used: '70' }, {}, { used: 7, window: '' }])
    expect(reader.line(JSON.stringify({ backlog: 'quota', window: 'day', ...more }))).toEqual([]);
});

test.each([
  ['2026-11-20T17:00:00.123Z', '2026-11-20T17:00:00Z'],
  ['2026-11-20T18:30:00+01:30', '2026-11-20T17:00:00Z'],
])('the moment %s of a limit is read in its zone', (resetsAt, expected) => {
  const line = JSON.stringify({ backlog: 'quota', window: 'five_hour', used: 70, resetsAt });
  expect(command.reader().line(line)).toMatchObject([{ resetsAt: expected }]);
});

test.each([{ resetsAt: 'soon' }, { resetsAt: 5 }, { resetsAt: '2026-13-45T99:00:00Z' }, {}])(
  'a limit until %o has no end',
  (more) => {
    const line = JSON.stringify({ backlog: 'rate_limited', ...more });
    expect(command.reader().line(line)).toEqual([{ type: 'limit', kind: 'rate_limit' }]);
  },
);

test('what it used is whole, of a size that a record takes, and never below nothing', () => {
  const reader = command.reader();
  reader.line('{"backlog":"usage","input":12.6,"output":1e300,"cached":-3,"costUsd":1e308,"turns":0.4}');
  const { tokens, turns, costUsd } = reader.usage();
  expect(tokens).toMatchObject({ input: 13, cached: 0 });
  expect(Number.isSafeInteger(1000 * tokens.output)).toBe(true);
  expect([turns, Number.isFinite(1000 * costUsd!)]).toEqual([0, true]);
});

test.each<[what: string, printed: string]>([
  ['a lower cost', '0'],
  ['a negative one', '-5'],
  ['a text', '"0"'],
  ['null', 'null'],
  ['a list', '[0]'],
])('%s does not lower the cost that a program reported', (_, printed) => {
  const reader = command.reader();
  reader.line(`{"backlog":"usage","costUsd":${printed}}`);
  const first = reader.usage().costUsd;
  expect(first ?? 0).toBe(0);
  reader.line('{"backlog":"usage","costUsd":3}');
  reader.line(`{"backlog":"usage","costUsd":${printed}}`);
  expect(reader.usage().costUsd).toBe(3);
});

test('a cost that is no number counts as none, one beyond all sums as the highest', () => {
  const reader = command.reader();
  reader.line('{"backlog":"usage","costUsd":"4"}');
  expect(reader.usage()).not.toHaveProperty('costUsd');
  reader.line('{"backlog":"usage","costUsd":1e999}');
  expect(reader.usage().costUsd).toBe(1e12);
});
