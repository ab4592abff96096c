import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { mayAct, PERSON_ACTS, type PersonAct } from '../../src/work/people/person-acts.ts';
import { RIGHTS } from '../../src/work/people/rights.ts';
import { SETTINGS } from '../../src/work/settings/settings.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { runIn } from '../support/runs.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

/** What each command that is for people takes, at least. */
const INPUTS: Readonly<Record<string, object>> = {
  task_purge: { id: 1 },
  task_accept: { filter: '1' },
  setting_set: { name: 'runs.turns', value: 3 },
  setting_unset: { name: 'runs.turns' },
  agent_add: { name: 'x', provider: 'claude' },
  agent_update: { name: 'claude' },
  agent_enable: { name: 'claude' },
  agent_disable: { name: 'claude' },
  agent_remove: { name: 'claude' },
  backlog_restore: { file: 'x.tar' },
  repo_add: { path: '../api' },
  repo_update: { name: 'api', target: 'main' },
  repo_enable: { name: 'api' },
  repo_disable: { name: 'api' },
  repo_remove: { name: 'api' },
  config_import: { file: 'x.yaml' },
  inbox_accept: { ids: 'p1' },
  inbox_merge: { id: 'p1', task: 1 },
  inbox_reject: { ids: 'p1', reason: 'done' },
  inbox_import: { from: 'inbox.jsonl' },
  pass_run: { name: 'todos' },
  pass_add: { name: 'gaps', uses: 'todos' },
  source_add: { service: 'github', list: 'acme/app' },
  source_update: { name: 'app', close: 'completed' },
  source_enable: { name: 'app' },
  source_disable: { name: 'app' },
  source_remove: { name: 'app' },
  webhook_add: { name: 'chat', url: 'https://example.com/', secret_env: 'HOOK_SECRET' },
  webhook_test: { name: 'chat' },
  webhook_replay: { name: 'chat', since: 1 },
  webhook_enable: { name: 'chat' },
  webhook_disable: { name: 'chat' },
  webhook_remove: { name: 'chat' },
};

const FOR_PEOPLE = COMMANDS.filter(({ access }) => access.personAct);
const SCRIPT: Caller = { actor: { kind: 'system', name: 'cron' }, holder: 'system:cron' };

test.each(FOR_PEOPLE.map(({ name }) => name))(
  '%s is refused to agents, scripts and tokens without its right',
  async (name) => {
    const { refused, opened } = await testWorkspace();
    for (const caller of [agent('s1'), SCRIPT]) {
      const error = await refused(name, INPUTS[name] ?? {}, caller);
      expect(error).toMatchObject({ code: 'forbidden', hint: expect.stringMatching(/^Ask a person to run `backlog /) });
    }
    for (const door of ['cli', 'web'] as const) {
      const error = await refused(name, INPUTS[name] ?? {}, { ...ADA, rights: ['read', 'write', 'review'], door });
      expect(error).toMatchObject({ code: 'forbidden', data: { wanted: 'admin' } });
    }
    expect(opened.store.exists).toBe(false);
  },
);

describe('a refusal of an act for people', () => {
  test.each([
    [
      'agent_add',
      { name: 'x', provider: 'command', argv: ['sh', 'x y'] },
      /agent add x --provider command --argv '\["sh","x y"\]'/,
    ],
    ['setting_set', { name: 'runs.cleanDays', value: '9' }, /setting set runs\.cleanDays 9`/],
    ['inbox_accept', { ids: ['p1', 'p3'] }, /inbox accept p1 p3`/],
    ['inbox_accept', { ids: Array.from({ length: 99 }, (_, n) => `p${n}`) }, /inbox accept '…'`/],
    ['inbox_accept', { ids: '["p1"]' }, /inbox accept p1`/],
    ['inbox_reject', { ids: '["p1"]', reason: 'No' }, /inbox reject p1 --reason No`/],
    [
      'run_approve',
      { run: '1', override: 'it is late', unmet: true },
      / approve r1 --unmet --override 'it is late'| approve r1 --override 'it is late' --unmet/,
    ],
    ['run_control', { run: 'r1', verb: 'request_changes', note: 'Name it' }, / request-changes r1 'Name it'/],
    ['review_send', { run: 'r1', note: 'Name it' }, /review send r1 'Name it'/],
    ['orchestrator_start', { agents: 2, filter: '+bug' }, /orchestrator start .*--agents 2/],
    ['setting_set', { name: 'runs.cleanDays', value: `9${'`'}0` }, /setting set runs\.cleanDays '…'`/],
  ])('of %s has all arguments', async (name, input, line) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'One' });
    await runIn(work, 'review', { number: 1 });
    for (const caller of [agent('s1'), SCRIPT]) {
      const { hint } = await work.refused(name, input, caller);
      expect(hint).toMatch(/^Ask a person to run `backlog /);
      expect(hint).toMatch(line);
    }
  });

  test('says to a script that a terminal is missing', async () => {
    const { refused } = await testWorkspace();
    const { message } = await refused('agent_remove', { name: 'claude' }, SCRIPT);
    expect(message).toBe('changing agents is for people, and the call of system:cron has no terminal');
    expect((await refused('agent_remove', { name: 'claude' }, agent('s1'))).message).toContain('ai:claude-code');
  });
});

// Suggestions need a comment with one, and pushes need a source: `test/runs` and `test/work/services` test their refusal.
const CHECKING = COMMANDS.filter(
  ({ access, name }) => access.checksAct && name !== 'review_apply' && !name.startsWith('source_'),
);

test.each(CHECKING.map(({ name, access: { checksAct } }) => [name, checksAct!] as const))(
  '%s refuses agents and scripts, as its page states: %s',
  async (name, act) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'One' });
    await runIn(work, 'review', { number: 1 });
    const { shape } = COMMANDS.find((command) => command.name === name)!.input();
    const input = Object.fromEntries(Object.entries({ run: 'r1', note: 'Why' }).filter(([field]) => field in shape));
    for (const caller of [agent('s1'), SCRIPT])
      expect(await work.refused(name, input, caller)).toMatchObject({ code: 'forbidden', data: { personAct: act } });
  },
);

test('a saved filter of the orchestrator, or one in it, is changed only by who may start the orchestrator', async () => {
  const { run, refused } = await testWorkspace();
  const set = { name: 'inner', filter: '+bug' };
  await run('view_set', set);
  await run('view_set', { name: 'safe', filter: '@inner project:web' });
  await run('view_set', { ...set, filter: '+feature' }, agent('s1'));
  await run('orchestrator_start', { filter: '@safe' });
  expect(await refused('view_set', set, agent('s1'))).toMatchObject({ code: 'forbidden' });
  await run('view_set', { ...set, filter: '+feature' }, agent('s1'));
  await run('view_set', set);
  expect(await refused('view_delete', { name: 'safe' })).toMatchObject({ code: 'referenced' });
  expect(await refused('view_set', { name: 'inner', filter: 'agent:@me' })).toMatchObject({ code: 'usage' });
});

test('the refusal shows the whole command, and the one that allows it', async () => {
  const { refused } = await testWorkspace();
  const hint = async (name: string, input: object) => (await refused(name, input, agent('s1'))).hint;
  expect(await hint('setting_set', { name: 'runs.turns', value: 3 })).toContain('`backlog setting set runs.turns 3`');
  expect(await hint('task_purge', { id: 1 })).toContain('`backlog setting set purge.agents true`');
});

test('whatever says that it is for people is refused to others, and no other command is', () => {
  const saying = COMMANDS.filter(({ summary }) => /\bFor people\.$/.test(summary));
  expect(saying.map(({ name }) => name)).toEqual(FOR_PEOPLE.map(({ name }) => name));
});

test.each(Object.keys(PERSON_ACTS) as PersonAct[])('%s: a person may, an agent only by its setting', (act) => {
  const setting = 'setting' in PERSON_ACTS[act] ? PERSON_ACTS[act].setting : undefined;
  const set = (value: unknown, actor: string) => ({
    get: (_: string, name: string) => (name === setting ? { name, value, actor } : undefined) as never,
  });
  expect(mayAct(ADA, act)).toBe(true);
  expect(mayAct(agent('s1'), act)).toBe(false);
  expect(mayAct(SCRIPT, act)).toBe('programs' in PERSON_ACTS[act]);
  expect(mayAct(agent('s1'), act, set(true, 'human:ada'))).toBe(setting !== undefined);
  expect(mayAct(agent('s1'), act, set(true, 'ai:claude-code'))).toBe(false);
  expect(mayAct(agent('s1'), act, set('true', 'human:ada'))).toBe(false);
  const right = 'right' in PERSON_ACTS[act] ? PERSON_ACTS[act].right : undefined;
  const others = RIGHTS.filter((each) => each !== right);
  for (const caller of [ADA, agent('s1'), SCRIPT]) {
    expect(mayAct({ ...caller, rights: others }, act, set(true, 'human:ada'))).toBe(false);
    expect(mayAct({ ...caller, rights: RIGHTS }, act)).toBe(right !== undefined);
  }
  if (setting) expect(SETTINGS.find(({ name }) => name === setting)).toMatchObject({ terminal: true, fallback: false });
});
