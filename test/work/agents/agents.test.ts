import { expect, onTestFinished, test, vi } from 'vitest';
import type { Tx } from '../../../src/store/index.ts';
import { knownAgents } from '../../../src/work/agents/known-agents.ts';
import { liveRunsOf, removeAgent } from '../../../src/work/agents/write-agent.ts';
import { tempFolder } from '../../support/folder.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';

type Told = { agent: Record<string, unknown> };

test('claude and codex are known without a word, and a record of one is over it', async () => {
  const { run, opened } = await testWorkspace();
  expect(knownAgents(opened.store.state).map(({ name, at }) => [name, at])).toEqual([
    ['claude', undefined],
    ['codex', undefined],
  ]);
  await run('agent_update', { name: 'claude', model: 'opus' });
  expect(await run('agent_list')).toMatchObject({ agents: [{ name: 'claude', model: 'opus' }, { name: 'codex' }] });
  expect(await run('agent_remove', { name: 'claude' })).toMatchObject({ builtIn: true });
  const [claude] = knownAgents(opened.store.state);
  expect(claude).not.toHaveProperty('model');
});

test('a field is kept when omitted, changed when given, and cleared by null or an empty list', async () => {
  const { run } = await testWorkspace();
  await run('agent_add', {
    name: 'careful',
    provider: 'claude',
    model: 'opus',
    capabilities: 'python, web',
    paths: 'src/**',
    risk: 'low',
    allow: 'Bash(npm test:*)\nBash(git diff, --stat)',
    slots: '2',
    env: ['HTTPS_PROXY'],
  });
  const changed = await run<Told>('agent_update', {
    name: 'careful',
    deny: ['WebFetch'],
    slots: null,
    env: [],
    risk: null,
  });
  expect(changed.agent).toMatchObject({
    model: 'opus',
    capabilities: ['python', 'web'],
    paths: [{ glob: 'src/**' }],
    permission: { mode: 'acceptEdits', allow: ['Bash(npm test:*)', 'Bash(git diff, --stat)'], deny: ['WebFetch'] },
    actor: 'human:ada',
  });
  for (const field of ['slots', 'env', 'risk']) expect(changed.agent).not.toHaveProperty(field);
});

test('said twice is said once: the second time makes no commit', async () => {
  const { run, opened } = await testWorkspace();
  await run('agent_update', { name: 'codex', model: 'x', slots: 1 });
  const { seq } = opened.store.state;
  await run('agent_update', { name: 'codex', slots: 1, model: 'x' });
  await run('agent_enable', { name: 'codex' });
  expect(opened.store.state.seq).toBe(seq);
});

test.each(['agent_add', 'agent_update', 'agent_enable', 'agent_disable', 'agent_remove'])(
  '%s is for people: agents and scripts are refused, and nothing is written',
  async (command) => {
    const { refused, opened } = await testWorkspace();
    const input = { name: 'claude', ...(command === 'agent_add' ? { provider: 'claude' } : {}) };
    const script = { actor: { kind: 'system', name: 'nightly' } as const, holder: 'system:nightly' };
    for (const caller of [agent('s1'), script])
      expect(await refused(command, input, caller)).toMatchObject({ code: 'forbidden' });
    expect(opened.store.exists).toBe(false);
  },
);

test.each([
  ['an agent of command without argv', { provider: 'command' }, /needs the command/],
  ['a command line in one text', { provider: 'command', argv: 'node fix.mjs' }, /\["node","fix.mjs"\]/],
  ['JSON that is broken', { provider: 'command', argv: '["node"' }, /expected JSON/],
  ['numbers among the arguments', { provider: 'command', argv: '["sleep", 5]' }, /expected a list of texts/],
  // A client would read the first word as its prompt.
  [
    'a command of a shell for a client',
    { provider: 'codex', argv: ['sh', '-c', '/opt/codex'] },
    /--binary \/opt\/codex/,
  ],
  ['a program for a client', { provider: 'claude', argv: ['/opt/claude', '--x'] }, /--binary \/opt\/claude/],
  ['a line of a shell for a client', { provider: 'claude', argv: ['sh', '-c', 'x | y'] }, /--binary PROGRAM/],
  ['a binary beside argv', { provider: 'command', argv: ['x'], binary: 'y' }, /binary/],
  ['an option for a model', { provider: 'claude', model: '--yolo' }, /received an option/],
  [
    'a bypass among the arguments',
    { provider: 'claude', argv: ['--dangerously-skip-permissions'] },
    /bypasses permissions/,
  ],
  [
    'a bypass as a value',
    { provider: 'claude', argv: ['--permission-mode', 'bypassPermissions'] },
    /bypasses permissions/,
  ],
  ['the sandbox off', { provider: 'codex', argv: ['-s', 'danger-full-access'] }, /bypasses permissions/],
  ['a configured bypass', { provider: 'codex', argv: ['-c', 'approval_policy="never"'] }, /bypasses permissions/],
  ['variables with values', { provider: 'claude', env: 'A=1' }, /names of variables/],
  ['a variable of git', { provider: 'claude', env: 'GIT_DIR' }, /set by the run/],
  ['no slots at all', { provider: 'claude', slots: 0 }, /slots/],
  ['a repository that is none', { provider: 'claude', repositories: 'api' }, /no repository api/],
  ['a scope that leaves the root', { provider: 'claude', paths: '../x' }, /\.\.\/x/],
  ['an unknown provider', { provider: 'gemini' }, /provider/],
])('%s is refused', async (_, input, message) => {
  const { refused, opened } = await testWorkspace();
  const error = await refused('agent_add', { name: 'fixer', ...input });
  expect(`${error.message} ${error.hint}`).toMatch(message);
  expect(opened.store.state.size('agent')).toBe(0);
});

test('a check says which program is missing, and names its agent once', async () => {
  vi.stubEnv('PATH', tempFolder('empty'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { run, text } = await testWorkspace();
  await run('agent_add', { name: 'fixer', provider: 'command', argv: [process.execPath, 'fix.mjs'] });
  await run('agent_add', { name: 'lost', provider: 'command', argv: ['/nowhere/fix'] });
  expect((await text('agent_check')).split('\n').slice(0, 4)).toEqual([
    'claude  no folder of PATH has the program claude; install it: `npm install -g @anthropic-ai/claude-code`',
    'codex  no folder of PATH has the program codex; install it: `npm install -g @openai/codex`',
    `fixer  ${process.execPath}: installed; Backlog doesn't start a command to test it`,
    'lost  the program /nowhere/fix does not exist',
  ]);
});

test('only a person writes bypass, and the answer names its effect', async () => {
  const { text, refused } = await testWorkspace();
  const input = { name: 'claude', mode: 'bypass' };
  expect(await refused('agent_update', input, agent('s1'))).toMatchObject({ code: 'forbidden' });
  expect(await text('agent_update', input)).toMatch(/BYPASSES ALL PERMISSIONS[\s\S]*without asking/);
  expect(await text('agent_enable', { name: 'claude' })).toMatch(/without asking/);
  expect(await text('agent_list')).toMatch(/claude {2}claude {2}BYPASSES ALL PERMISSIONS/);
});

test.each([
  ['running', ['r1']],
  ['review', ['r1']],
  ['interrupted', ['r1']],
  ['merged', []],
  ['failed', []],
])('one whose run is %s is in use by %j, and then not removed', async (state, runs) => {
  const { run, opened } = await testWorkspace();
  await run('agent_add', { name: 'fixer', provider: 'command', argv: ['true'] });
  const record = opened.store.state.get('agent', 'fixer');
  const all = (kind: string) => new Map(kind === 'run' ? [['r1', { id: 'r1', state, agent: 'fixer' }]] : []).entries();
  const tx = { get: () => record, all, remove: () => undefined } as unknown as Tx;
  expect(liveRunsOf(tx, 'fixer')).toEqual(runs);
  expect(liveRunsOf(tx, 'other')).toEqual([]);
  if (runs.length > 0) expect(() => removeAgent(tx, 'fixer')).toThrow(/has active run r1/);
  else expect(removeAgent(tx, 'fixer')).toMatchObject({ builtIn: false });
});

test('undo gives no agent rights back that a person took away', async () => {
  const { run, opened } = await testWorkspace();
  await run('agent_update', { name: 'claude', mode: 'bypass' });
  await run('agent_update', { name: 'claude', mode: 'default' });
  await run('task_undo', {}).catch(() => undefined);
  expect(opened.store.state.get('agent', 'claude')).toMatchObject({ permission: { mode: 'default' } });
});
