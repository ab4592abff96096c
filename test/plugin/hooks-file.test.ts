import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const file = readFileSync(new URL('../../hooks/hooks.json', import.meta.url), 'utf8');
const { hooks } = JSON.parse(file) as HooksFile;

test('asks the server, or starts one script, for at most five seconds', () => {
  for (const { type, command, args, server, tool, timeout } of handlers(hooks)) {
    if (type === 'command')
      expect([command, args]).toEqual(['sh', [SCRIPT, expect.stringMatching(/^(Session|PreTool)/)]]);
    else expect([type, server, tool]).toEqual(['mcp_tool', 'plugin:backlog:tasks', 'hook']);
    expect(timeout).toBeLessThanOrEqual(5);
  }
});

test.each([
  // The server, and the guard, which may wait for the server's answer.
  ['PreToolUse', [2, 5]],
  ['PostToolUse', [1]],
])('the hooks %s of an edit are waited for %s s', (event, seconds) => {
  const rows = (hooks[event] ?? []).filter(({ matcher }) => matchesTool(matcher, 'Write'));
  expect(rows.flatMap(({ hooks }) => hooks.map(({ timeout }) => timeout))).toEqual(seconds);
});

test('starts a program only where no server can be asked, and beside the server before an edit', () => {
  const events = Object.keys(hooks).filter((event) =>
    hooks[event]?.some((group) => group.hooks.at(-1)?.type === 'command'),
  );
  expect(events).toEqual(['SessionStart', 'PreToolUse', 'SessionEnd']);
  const before = hooks.PreToolUse?.filter((group) => group.hooks.at(-1)?.type === 'command');
  expect(before?.map(({ matcher }) => matcher)).toEqual(['Write|Edit|MultiEdit|NotebookEdit']);
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

const SCRIPT = `$${'{CLAUDE_PLUGIN_ROOT}'}/hooks/run.sh`;

/** The client's rule: a list of names when there is nothing but names, else an unanchored regular expression. */
function matchesTool(matcher: string | undefined, tool: string): boolean {
  if (!matcher) return true;
  return /^[\w|]+$/.test(matcher) ? matcher.split('|').includes(tool) : new RegExp(matcher).test(tool);
}
