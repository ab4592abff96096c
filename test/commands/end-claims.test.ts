import { describe, expect, test } from 'vitest';
import { claimsToEnd } from '../../src/domain/calls/claims-to-end.ts';
import type { Claim } from '../../src/domain/records.ts';
import { isLive, RUN_STATE_NAMES, type RunState } from '../../src/domain/runs/run-states.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { inRun, resultOf, runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace, workspaces } from '../support/workspace.ts';

const S1 = agent('s1');
const BOB: Caller = { actor: { kind: 'human', name: 'bob' }, holder: 'human:bob' };
const REVIEWER: Caller = { ...ADA, rights: ['read', 'write', 'review'], token: 'reviewer' };

/** Everybody who can hold a task. */
const HOLDERS: Readonly<Record<string, Caller>> = {
  'a session': S1,
  'a subagent': agent('s1', 'a1'),
  'a script': { actor: { kind: 'system', name: 'ci' }, holder: 'ci@1-1' },
  'another person': BOB,
};

/** Task 1 is free to be held, and so is the scope of task 2; task 3 needs files of task 1. */
const tasks = workspaces(async ({ run }) => {
  await run('task_add', { description: 'Login', scope: ['src/login/**', 'docs/login/**'] });
  await run('task_add', { description: 'Pages' });
  await run('task_add', { description: 'Forms', scope: 'src/login/form.ts' });
});

async function heldBy(holder: Caller): Promise<TestWorkspace> {
  const workspace = await tasks();
  await workspace.run('task_start', { id: 1 }, holder);
  return workspace;
}

const held = ({ opened }: TestWorkspace): string[] =>
  Array.from(opened.store.state.all('claim'), ([, { holder, label }]: [string, Claim]) => `${holder} ${label}`);

/** Everything by which a person takes a task from its holder, and what is left of the claims. */
const TAKES: readonly (readonly [name: string, input: Record<string, unknown>, left: readonly string[]])[] = [
  ['task_done', { id: '1' }, []],
  ['task_done', { id: '1,2' }, []],
  ['task_stop', { id: '1' }, []],
  ['task_stop', { id: '1', handoff: 'Half done' }, []],
  ['task_delete', { id: '1' }, []],
  ['task_start', { id: 1 }, ['human:ada #1 Login']],
  ['task_start', { id: 3 }, ['human:ada #3 Forms']],
  ['task_move', { id: 1, to: 'done' }, []],
  ['claim_acquire', { scope: 'src/login/form.ts' }, ['human:ada undefined']],
  ['task_import', { tasks: [{ uuid: 'LOGIN', description: 'Login', status: 'completed' }], existing: 'update' }, []],
];

/** A row of {@link TAKES} with the uuid of task 1. */
function withUuid({ opened }: TestWorkspace, input: Record<string, unknown>): Record<string, unknown> {
  const [uuid] = [...opened.store.state.all('task')].find(([, { id }]) => id === 1)!;
  return JSON.parse(JSON.stringify(input).replace('LOGIN', uuid));
}

describe.each(Object.entries(HOLDERS))('a person who takes a task from %s', (_, holder) => {
  test.each(TAKES)('by %s %j is asked about its claim, and does it in one commit', async (name, given, left) => {
    const workspace = await heldBy(holder);
    const input = withUuid(workspace, given);
    const before = held(workspace);
    const refused = await workspace.refused(name, input);
    expect(refused.code).toBe('claimed');
    const asked = claimsToEnd(refused.data)!;
    expect(asked.map(({ task }) => task)).toEqual(['#1 Login']);
    expect(asked[0]!.holder).toMatch(/since \d\d:\d\d/);
    expect(held(workspace)).toEqual(before);
    const { seq } = workspace.opened.store.state;
    await workspace.run(name, input, { ...ADA, endsClaims: asked.map(({ claim }) => claim) });
    expect(held(workspace)).toEqual(left);
    expect(workspace.opened.store.state.seq).toBe(seq + 1);
  });
});

test.each([
  ['task_split', { id: 1, scope: ['src/login/**', 'docs/login/**'] }],
  ['task_annotate', { id: 1, text: 'Half done', progress: '50%' }],
])('by %s, which leaves the claim, a person is asked, too', async (name, input) => {
  const workspace = await heldBy(S1);
  const [only] = claimsToEnd((await workspace.refused(name, input)).data)!;
  await workspace.run(name, input, { ...ADA, endsClaims: [only!.claim] });
  expect(held(workspace)).toEqual(['s1 #1 Login']);
});

test('one question names all claims that a call ends', async () => {
  const workspace = await heldBy(S1);
  await workspace.run('task_start', { id: 2 }, agent('s2'));
  const { data } = await workspace.refused('task_done', { id: '1,2,3' });
  expect(claimsToEnd(data)?.map(({ task }) => task)).toEqual(['#1 Login', '#2 Pages']);
});

test('an answer counts for the claims that the question named, not for a later holder', async () => {
  const workspace = await heldBy(S1);
  const [asked] = claimsToEnd((await workspace.refused('task_done', { id: '1' })).data)!;
  await workspace.run('task_stop', { id: '1' }, S1);
  await workspace.run('task_start', { id: 1 }, agent('s2'));
  const again = await workspace.refused('task_done', { id: '1' }, { ...ADA, endsClaims: [asked!.claim] });
  expect(claimsToEnd(again.data)![0]!.holder).toContain('session s2');
});

test.each([
  ['a claim that has expired', (work: TestWorkspace) => work.pass(11 * 60_000)],
  ['a claim that was released', (work: TestWorkspace) => work.run('claim_release', {}, S1)],
  [
    'a claim that a person has just released by its task',
    (work: TestWorkspace) => work.run('claim_release', { task: 1 }),
  ],
])('nobody is asked about %s', async (_, end) => {
  const workspace = await heldBy(S1);
  await end(workspace);
  await workspace.run('task_done', { id: '1' });
});

test('nobody is asked about a change that leaves the task to its holder', async () => {
  const workspace = await heldBy(S1);
  await workspace.run('task_modify', { filter: '1', priority: 'H', scope: 'src/auth/**', until: 'friday' });
  await workspace.run('task_annotate', { id: 1, text: 'Look at #2' });
  await workspace.run('task_add', { description: 'Part', parent: '1' });
  expect(held(workspace)).toEqual(['s1 #1 Login']);
});

test('a token with the right to review outranks a holder; agents, scripts and other tokens do not', async () => {
  const workspace = await heldBy(S1);
  const [asked] = claimsToEnd((await workspace.refused('task_done', { id: '1' }, REVIEWER)).data)!;
  const endsClaims = [asked!.claim];
  for (const caller of [
    agent('s2'),
    agent('s2', 'a1'),
    HOLDERS['a script']!,
    { ...ADA, rights: ['read', 'write'], token: 'ci' } as Caller,
    inRun('r99'),
  ])
    for (const [name, input] of TAKES.filter(([name]) => !['task_import', 'task_move'].includes(name))) {
      const { code, data } = await workspace.refused(name, input, { ...caller, endsClaims });
      expect([code, claimsToEnd(data)], `${name} by ${caller.holder}`).toEqual(['claimed', undefined]);
    }
  await workspace.run('task_done', { id: '1' }, { ...REVIEWER, endsClaims });
});

test('the refusal of an agent names the ways: wait, or a person', async () => {
  const workspace = await heldBy(S1);
  const { hint } = await workspace.refused('task_done', { id: '1' }, agent('s2'));
  expect(hint).toMatch(/wait until .* released, or ask a person/);
});

test('an undo by a person that ends a claim asks, and its preview does not', async () => {
  const workspace = await heldBy(S1);
  const commit = workspace.opened.store.state.seq;
  await workspace.run('task_undo', { commit, dry_run: true });
  const [asked] = claimsToEnd((await workspace.refused('task_undo', { commit })).data)!;
  await workspace.run('task_undo', { commit }, { ...ADA, endsClaims: [asked!.claim] });
  expect(held(workspace)).toEqual([]);
});

describe('the task of a run', () => {
  const occupied = RUN_STATE_NAMES.filter((state) => isLive(state) || ['asking', 'review', 'approved'].includes(state));
  test.each(occupied)('which is %s is refused to a person, with verbs that work', async (state) => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', { description: 'Login' });
    const { id } = await runIn(workspace, state as RunState, { number: 1, result: resultOf() });
    for (const [name, input] of [
      ['task_done', { id: '1' }],
      ['task_delete', { id: '1' }],
      ['task_start', { id: 1 }],
    ] as const) {
      const { code, hint, data } = await workspace.refused(name, input);
      expect([code, claimsToEnd(data)]).toEqual(['claimed', undefined]);
      const named = Array.from(hint!.matchAll(/run_(stop|discard|handoff|approve)/g), ([, verb]) => verb);
      expect(named.includes('stop')).toBe(isLive(state) || state === 'asking');
      expect(named).not.toContain('discard');
      expect(named.includes('handoff')).toBe(!isLive(state));
      expect(hint).toContain(id);
    }
  });
});

test('a claim of files without a task is asked about, and named by its files', async () => {
  const workspace = await tasks();
  await workspace.run('claim_acquire', { scope: 'lib/**' }, S1);
  const { data, message } = await workspace.refused('claim_acquire', { scope: 'lib/a.ts' });
  const [asked] = claimsToEnd(data)!;
  expect(asked).toMatchObject({ task: null, files: 'lib/**' });
  expect(message).toMatch(/^lib\/\*\* is claimed by session s1/);
  await workspace.run('claim_acquire', { scope: 'lib/a.ts' }, { ...ADA, endsClaims: [asked!.claim] });
  expect(held(workspace)).toEqual(['human:ada undefined']);
});

test('the refusal names each claim, and how a person agrees at that door', async () => {
  const workspace = await heldBy(S1);
  await workspace.run('task_start', { id: 2 }, agent('s2'));
  const at = async (door: NonNullable<Caller['door']>) =>
    workspace.refused('task_done', { id: '1,2' }, { ...ADA, door });
  expect((await at('cli')).message).toMatch(
    /^#1 Login is claimed by session s1, .*; #2 Pages is claimed by session s2, /,
  );
  expect((await at('web')).hint).toContain('the header Backlog-Ends-Claims');
  expect((await at('cli')).hint).toBe('A person at a terminal may do it anyway: Backlog asks first.');
});
