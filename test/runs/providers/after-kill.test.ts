import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { usageAfterKill } from '../../../src/runs/providers/after-kill.ts';
import { PROVIDERS } from '../../../src/runs/providers/index.ts';
import { site } from '../support/programs.ts';

const said = (id: string, output: number, more: object = {}) => ({
  type: 'assistant',
  message: {
    id,
    role: 'assistant',
    model: 'm',
    usage: {
      input_tokens: 10,
      cache_creation_input_tokens: 100,
      cache_read_input_tokens: 1_000,
      output_tokens: output,
    },
    ...more,
  },
});

function home() {
  const { folder, path } = site();
  const write = (name: string, lines: (object | string)[]): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(
      path(name),
      lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join(''),
    );
  };
  return { folder, write };
}

test("Claude's transcript is counted by message, with its subagents, be its last line cut off", async () => {
  const { folder, write } = home();
  const user = { type: 'user', message: { role: 'user', content: 'go' } };
  write('projects/-tree/s1.jsonl', [
    user,
    said('a', 1),
    said('a', 40),
    said('b', 5),
    said('x', 9, { model: '<synthetic>' }),
    '{"type":"assi',
  ]);
  write('projects/-tree/s1/subagents/agent-1.jsonl', [said('c', 7)]);
  write('projects/-tree/s2.jsonl', [said('d', 70)]);
  expect(await usageAfterKill(PROVIDERS.claude, 's1', { HOME: '/', CLAUDE_CONFIG_DIR: folder })).toEqual({
    quota: [],
    usage: { tokens: { input: 3 * 1_110, output: 52, cached: 3_000 }, turns: 3 },
  });
});

test("Codex's rollout tells the totals of the thread, and when its limits end", async () => {
  const { folder, write } = home();
  const counted = (input: number, used_percent: number) => ({
    payload: {
      type: 'token_count',
      info: { total_token_usage: { input_tokens: input, cached_input_tokens: 5, output_tokens: 2 } },
      rate_limits: {
        primary: { used_percent, window_minutes: 300, resets_at: 1795192895 },
        secondary: { used_percent: 12, resets_at: 1895192895 },
      },
    },
  });
  write('.codex/sessions/2026/11/20/rollout-2026-11-20T15-00-00-t1.jsonl', [
    counted(10, 50),
    { payload: null },
    counted(30, 100),
  ]);
  expect(await usageAfterKill(PROVIDERS.codex, 't1', { HOME: folder })).toEqual({
    usage: { tokens: { input: 30, output: 2, cached: 5 }, turns: 2 },
    resetsAt: '2026-11-20T16:41:35Z',
    quota: [
      { type: 'quota', window: '300 minutes', used: 100, resetsAt: '2026-11-20T16:41:35Z' },
      { type: 'quota', window: 'secondary', used: 12, resetsAt: '2030-01-21T02:28:15Z' },
    ],
  });
});

test('where nothing was written, nothing is known', async () => {
  const { folder } = home();
  expect(await usageAfterKill(PROVIDERS.claude, 's1', { HOME: folder })).toBeUndefined();
  expect(await usageAfterKill(PROVIDERS.command, 's1', { HOME: folder })).toBeUndefined();
});
