import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const file = readFileSync(new URL('../../hooks/hooks.json', import.meta.url), 'utf8');
const { hooks } = JSON.parse(file) as HooksFile;

test('asks the server, or starts a program without a shell, for at most five seconds, of which an edit waits for two', () => {
  for (const { type, command, args, server, tool, timeout } of handlers(hooks)) {
    if (type === 'command') expect([command, args]).toEqual(['node', [PLUGIN_HOOK, expect.stringMatching(/^Session/)]]);
    else expect([type, server, tool]).toEqual(['mcp_tool', 'plugin:backlog:tasks', 'hook']);
    expect(timeout).toBeLessThanOrEqual(5);
  }
});

test.each([
  ['PreToolUse', 2],
  ['PostToolUse', 1],
])('the hook %s of an edit is waited for %i s', (event, seconds) => {
  const rows = (hooks[event] ?? []).filter(({ matcher }) => matchesTool(matcher, 'Write'));
  expect(rows.flatMap(({ hooks }) => hooks.map(({ timeout }) => timeout))).toEqual([seconds]);
});

test('starts a program only where no server can be asked', () => {
  const events = Object.keys(hooks).filter((event) =>
    hooks[event]?.some((group) => group.hooks[0]?.type === 'command'),
  );
  expect(events).toEqual(['SessionStart', 'SessionEnd']);
});

test.each([
  ['Agent', true],
  ['Write', true],
  ['NotebookEdit', true],
  ['Read', false],
  ['Bash', false],
  ['mcp__plugin_backlog_tasks__task_add', true],
  ['mcp__plugin_backlog_tasks__task_info', true],
  ['mcp__plugin_other_tasks__task_add', false],
])('a hook before %s: %s', (tool, expected) => {
  expect((hooks.PreToolUse ?? []).some(({ matcher }) => matchesTool(matcher, tool))).toBe(expected);
});

interface HooksFile {
  hooks: Record<string, { matcher?: string; hooks: Handler[] }[]>;
}

interface Handler {
  type: string;
  timeout: number;
  command?: string;
  args?: string[];
  server?: string;
  tool?: string;
}

function handlers(hooks: HooksFile['hooks']): Handler[] {
  return Object.values(hooks).flatMap((groups) => groups.flatMap((group) => group.hooks));
}

const PLUGIN_HOOK = `$${'{CLAUDE_PLUGIN_ROOT}'}/dist/hook.cjs`;

/** The client's rule: a list of names when there is nothing but names, else an unanchored regular expression. */
function matchesTool(matcher: string | undefined, tool: string): boolean {
  if (!matcher) return true;
  return /^[\w|]+$/.test(matcher) ? matcher.split('|').includes(tool) : new RegExp(matcher).test(tool);
}
