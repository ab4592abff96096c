import { expect, test } from 'vitest';
import { claude } from '../../../src/runs/providers/claude.ts';
import { codex } from '../../../src/runs/providers/codex.ts';
import { PROVIDERS } from '../../../src/runs/providers/index.ts';
import { assignment } from '../support/assignment.ts';

const edits = { mode: 'acceptEdits' as const, allow: ['Bash(npm test *)'], deny: ['Bash(git push *)'] };

test('every provider has the name by which it is found', () => {
  for (const [name, provider] of Object.entries(PROVIDERS)) expect(provider.name).toBe(name);
});

test("Claude Code is started with our plugin and without the person's settings", () => {
  const { file, args, stdin, stdinStaysOpen, env } = claude.launch(
    assignment('/tree', {
      permission: edits,
      model: 'opus',
      effort: 'high',
      maxTurns: 40,
      maxCostUsd: 2.5,
      argv: ['--debug'],
    }),
  );
  expect(file).toBe('claude');
  expect(args.join(' ')).toBe(
    '-p --input-format stream-json --output-format stream-json --verbose --session-id 11111111-2222-4333-8444-555555555555 ' +
      '--setting-sources  --plugin-dir /plugin --permission-mode acceptEdits ' +
      '--allowedTools=mcp__plugin_backlog_tasks__* --allowedTools=Bash(npm test *) ' +
      [
        'WebFetch',
        'WebSearch',
        'SendMessage',
        'ListAgents',
        'EnterWorktree',
        'ExitWorktree',
        'ScheduleWakeup',
        'CronCreate',
        'Workflow',
        'Bash(git push *)',
      ]
        .map((rule) => `--disallowedTools=${rule} `)
        .join('') +
      '--model opus --effort high --max-turns 40 --max-budget-usd 2.5 --debug',
  );
  expect(JSON.parse(stdin)).toEqual({ type: 'user', message: { role: 'user', content: 'Fix login\n' } });
  expect(stdinStaysOpen).toBe(true);
  expect(env).toMatchObject({ BACKLOG_RUN: 'r7', BACKLOG_DIR: '/store', CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1' });
});

test('Claude Code goes on in its conversation; what the person allows is not taken away', () => {
  const { args } = claude.launch(
    assignment('/tree', {
      resume: 'theirs',
      permission: { mode: 'bypass', allow: ['WebFetch(domain:example.org)'], deny: [] },
    }),
  );
  expect(args).toEqual(
    expect.arrayContaining(['--resume', 'theirs', 'bypassPermissions', '--disallowedTools=WebSearch']),
  );
  expect(args).not.toContain('--session-id');
  expect(args).not.toContain('--disallowedTools=WebFetch');
});

test('Codex is started in its sandbox, with our server, and reads the prompt', () => {
  const { file, args, stdin, stdinStaysOpen } = codex.launch(
    assignment('/tree', {
      binary: '/opt/codex',
      model: 'gpt-5',
      effort: 'low',
      permission: { mode: 'acceptEdits', allow: ['network', '/var/cache/npm'], deny: [] },
      argv: ['--strict-config'],
    }),
  );
  expect(file).toBe('/opt/codex');
  expect(args).toEqual([
    ...['exec', '--json', '--ignore-user-config', '--skip-git-repo-check', '-s', 'workspace-write'],
    ...['-c', 'approval_policy="never"', '-c', 'shell_environment_policy.ignore_default_excludes=false'],
    ...['-c', 'sandbox_workspace_write.exclude_slash_tmp=true'],
    ...['-c', 'sandbox_workspace_write.exclude_tmpdir_env_var=true'],
    ...['-c', 'sandbox_workspace_write.network_access=true', '-c', 'model_reasoning_effort="low"'],
    '-c',
    'mcp_servers.backlog={command="node",args=["/plugin/dist/server.cjs"],env_vars=["BACKLOG_RUN","BACKLOG_DIR","BACKLOG_TOOLS","BACKLOG_BROKER","BACKLOG_BROKER_TOKEN"],required=true,default_tools_approval_mode="approve"}',
    ...['-m', 'gpt-5', '--add-dir', '/var/cache/npm', '--strict-config', '-'],
  ]);
  expect([stdin, stdinStaysOpen]).toEqual(['Fix login\n', false]);
});

test('Codex goes on in its thread, in the same sandbox; a temporary folder of the run may be written', () => {
  const { args, env } = codex.launch(
    assignment('/tree', {
      resume: 'thread',
      files: { prompt: '/p', temp: '/runs/r7/tmp' },
      permission: { ...edits, allow: [], deny: [] },
    }),
  );
  expect(args.slice(-3)).toEqual(['resume', 'thread', '-']);
  expect(args).toEqual(
    expect.arrayContaining(['-s', 'workspace-write', 'sandbox_workspace_write.exclude_tmpdir_env_var=false']),
  );
  expect(env.TMPDIR).toBe('/runs/r7/tmp');
});

test.each([
  { mode: 'acceptEdits' as const, allow: ['Bash(npm test)'], deny: [] },
  { mode: 'acceptEdits' as const, allow: [], deny: ['git push'] },
])('a rule that Codex cannot keep is refused: %o', (permission) => {
  expect(() => codex.launch(assignment('/tree', { permission }))).toThrow(/Codex doesn't support the rule/);
});

test('a prompt that Codex does not take is refused before it starts', () => {
  expect(() => codex.launch(assignment('/tree', { prompt: 'x'.repeat(1_048_577) }))).toThrow(/1048577 characters/);
});
