import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { processId } from '../../src/work/processes/processes.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { inRun, resultOf, runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const S1 = agent('s1');
const HELPER = agent('s1', 'a1');
const S2 = agent('s2');

/** Task 1 is held by s1; task 2 is free. */
async function held(): Promise<TestWorkspace> {
  const workspace = await testWorkspace();
  await workspace.run('task_add', {
    description: 'Login',
    scope: 'src/login/**',
    acceptance: ['it works', 'it is tested'],
    spec: '# Login',
  });
  await workspace.run('task_add', { description: 'Pages', scope: 'src/pages/**', acceptance: ['it works'] });
  await workspace.run('task_start', { id: 1 }, S1);
  return workspace;
}

const recordOf = async (workspace: TestWorkspace, id = 1) =>
  (await workspace.run<{ record: Task }>('task_info', { id, format: 'json' })).record;
const scopeOf = async (workspace: TestWorkspace) => (await recordOf(workspace)).scope?.map(({ glob }) => glob);
const claimsOf = async (workspace: TestWorkspace) =>
  (await workspace.run<{ claims: Claim[] }>('claim_list')).claims.map(({ holder, scope }) => [
    holder,
    scope.map(({ glob }) => glob).join(' '),
  ]);

describe('the scope of a held task and the claim on it', () => {
  test('change together when its holder changes it', async () => {
    const workspace = await held();
    await workspace.run('task_modify', { filter: '1', scope: 'src/auth/**' }, S1);
    expect(await claimsOf(workspace)).toEqual([['s1', 'src/auth/**']]);
    await workspace.run('task_start', { id: 2 }, S2);
    await workspace.run('claim_acquire', { scope: 'src/login/**' }, S2);
  });

  test("change together when a person changes it; the claim stays its holder's and keeps its lease", async () => {
    const workspace = await held();
    const [before] = (await workspace.run<{ claims: Claim[] }>('claim_list')).claims;
    workspace.pass(60_000);
    await workspace.run('task_modify', { filter: '1', scope: 'src/auth/**' }, ADA);
    const [after] = (await workspace.run<{ claims: Claim[] }>('claim_list')).claims;
    expect(after).toEqual({ ...before, scope: [{ glob: 'src/auth/**' }] });
  });

  test('stay both as they are when somebody else holds the files', async () => {
    const workspace = await held();
    await workspace.run('task_start', { id: 2 }, S2);
    for (const caller of [S1, ADA]) {
      const error = await workspace.refused('task_modify', { filter: '1', scope: 'src/pages/a.ts' }, caller);
      expect([error.code, error.message]).toEqual(['claimed', expect.stringContaining('#2 Pages')]);
    }
    expect(await scopeOf(workspace)).toEqual(['src/login/**']);
    expect(await claimsOf(workspace)).toContainEqual(['s1', 'src/login/**']);
  });

  test('stay as they are for anybody else, who is told what to do instead', async () => {
    const workspace = await held();
    for (const change of [{ scope: 'src/**' }, { acceptance: ['anything'] }]) {
      const error = await workspace.refused('task_modify', { filter: '1', ...change }, S2);
      expect(error.code).toBe('claimed');
      expect(error.message).toMatch(/of task 1 can't be changed: the task is claimed by session s1$/);
      expect(error.hint).toContain('task_annotate 1');
    }
    await workspace.run('task_modify', { filter: '1', priority: 'H', tags: '+seen' }, S2);
    expect(await scopeOf(workspace)).toEqual(['src/login/**']);
  });

  test("are anybody's again once nobody holds the task", async () => {
    const workspace = await held();
    workspace.pass(11 * 60_000);
    await workspace.run('task_modify', { filter: '1', scope: 'src/**' }, S2);
    expect(await scopeOf(workspace)).toEqual(['src/**']);
  });

  test("are the agent's while an agent of the session does the task, and the session's claim follows", async () => {
    const workspace = await held();
    await workspace.run('task_start', { id: 1 }, HELPER);
    expect((await workspace.refused('task_modify', { filter: '1', scope: 'src/**' }, S1)).code).toBe('claimed');
    await workspace.run('task_modify', { filter: '1', scope: 'src/auth/**' }, HELPER);
    expect(await claimsOf(workspace)).toEqual([
      ['s1', 'src/auth/**'],
      ['s1/a1', 'src/auth/**'],
    ]);
  });
});

describe('claim_acquire with a task', () => {
  test('adds to its scope and to the claim; the second time keeps the first, and so does starting again', async () => {
    const workspace = await held();
    await workspace.run('claim_acquire', { task: 1, scope: 'docs/a.md' }, S1);
    await workspace.run('claim_acquire', { task: 1, scope: 'docs/b.md' }, S1);
    await workspace.run('claim_acquire', { task: 1, scope: 'docs/b.md' }, S1);
    const all = ['src/login/**', 'docs/a.md', 'docs/b.md'];
    expect(await scopeOf(workspace)).toEqual(all);
    await workspace.run('task_start', { id: 1 }, S1);
    expect(await claimsOf(workspace)).toEqual([['s1', all.join(' ')]]);
  });

  test.each([
    ['a task that nobody started', 2, S1, 'conflict', 'you have not claimed task 2'],
    ['a task that another holds', 1, S2, 'claimed', '#1 Login is claimed by session s1'],
  ])('grants nothing on %s', async (_, task, caller, code, says) => {
    const workspace = await held();
    const before = await claimsOf(workspace);
    const error = await workspace.refused('claim_acquire', { task, scope: 'docs/a.md' }, caller);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(says)]);
    // Only a start that would succeed is offered.
    expect(error.hint?.includes(`task_start ${task}`) ?? false).toBe(code === 'conflict');
    expect(await claimsOf(workspace)).toEqual(before);
  });

  test('is refused where another holds the files, and changes nothing', async () => {
    const workspace = await held();
    await workspace.run('task_start', { id: 2 }, S2);
    await workspace.refused('claim_acquire', { task: 1, scope: 'src/pages/a.ts' }, S1);
    expect(await scopeOf(workspace)).toEqual(['src/login/**']);
  });
});

test.each([
  ['the scope', { scope: ['src/auth/**'] }],
  ['the spec', { spec: '# Mine' }],
])('an import that updates %s of a held task is held to the same', async (what, change) => {
  const workspace = await held();
  const { uuid } = await recordOf(workspace);
  const tasks = [{ uuid, description: 'Login', ...change }];
  const error = await workspace.refused('task_import', { tasks, existing: 'update' }, S2);
  expect(error.message).toContain(`${what} of task 1 can't be changed: the task is claimed by session s1`);
  await workspace.run('task_import', { tasks, existing: 'update' }, S1);
  expect(await claimsOf(workspace)).toEqual([['s1', (await scopeOf(workspace))!.join(' ')]]);
});

describe('an undo of what a holder works by', () => {
  test.each([
    ['the scope', 'task_modify', { filter: '1', scope: 'src/**' }],
    ['the acceptance criteria', 'task_modify', { filter: '1', acceptance: ['anything'] }],
    ['the spec', 'task_doc_write', { id: 1, content: '# Other' }],
  ])('is refused to others once somebody holds the task: %s', async (what, command, input) => {
    const workspace = await held();
    await workspace.run('task_stop', { id: 1 }, S1);
    await workspace.run(command, input, S2);
    await workspace.run('task_start', { id: 1 }, S1);
    const error = await workspace.refused('task_undo', {}, S2);
    expect([error.code, error.message]).toEqual([
      'claimed',
      `${what} of task 1 can't be changed: the task is claimed by session s1`,
    ]);
    await workspace.run('task_undo', { commit: workspace.opened.store.state.seq - 1 }, ADA);
    expect(await claimsOf(workspace)).toEqual([['s1', (await scopeOf(workspace))!.join(' ')]]);
  });

  test('of its holder takes the claim along, and is refused where somebody else holds the files by now', async () => {
    const workspace = await held();
    await workspace.run('task_modify', { filter: '1', scope: 'src/auth/**' }, S1);
    await workspace.run('claim_acquire', { scope: 'src/login/a.ts' }, S2);
    expect((await workspace.refused('task_undo', {}, S1)).code).toBe('claimed');
    await workspace.run('claim_release', {}, S2);
    await workspace.run('task_undo', {}, S1);
    expect(await claimsOf(workspace)).toEqual([['s1', 'src/login/**']]);
  });

  test('leaves the checks alone that a run has to pass', async () => {
    const workspace = await testWorkspace();
    await workspace.run('setting_set', { name: 'checks.unit', value: 'true' });
    await workspace.run('task_add', { description: 'Work' }, S2);
    await workspace.run('task_modify', { filter: '1', checks: 'unit' }, S2);
    await runIn(workspace, 'running', { number: 1 });
    expect((await workspace.refused('task_undo', {}, S2)).message).toContain(
      'only a person may change the checks of task 1',
    );
    expect((await recordOf(workspace)).checks).toEqual(['unit']);
  });
});

describe('a run that has a task in its hands', () => {
  test('is no change that undo takes back: its claim and its evidence stay as they are', async () => {
    const workspace = await held();
    await runIn(workspace, 'running', { number: 2 });
    const before = await claimsOf(workspace);
    const error = await workspace.refused('task_undo', {}, ADA);
    expect([error.code, error.message]).toEqual([
      'forbidden',
      expect.stringContaining('effects outside the queue: run r1'),
    ]);
    expect(await claimsOf(workspace)).toEqual(before);
  });

  test('is no change that undo takes back after its approval either; the refusal has the ways', async () => {
    const workspace = await held();
    await runIn(workspace, 'approved', { number: 2, result: resultOf() });
    const { hint } = await workspace.refused('task_undo', {}, ADA);
    expect(hint).toMatch(/^Before the merge, .*run_withdraw r1.* After it, .*run_revert r1/);
  });

  test('keeps what it works by while its result waits and its claim is gone', async () => {
    const workspace = await held();
    const { id } = await runIn(workspace, 'review', { number: 2, result: resultOf() });
    const { uuid } = await recordOf(workspace, 2);
    const met = { at: '2026-07-30T10:00:00Z', actor: 'human:ada', evidence: 'seen' };
    const tasks = [{ uuid, description: 'Pages', acceptance: [{ id: '1', text: 'it works', met }] }];
    for (const [command, input] of [
      ['task_modify', { filter: '2', acceptance: ['anything'] }],
      ['task_modify', { filter: '2', scope: 'src/**' }],
      ['task_doc_write', { id: 2, content: '# Mine' }],
      ['task_import', { tasks, existing: 'update' }],
    ] as const) {
      const error = await workspace.refused(command, input, S2);
      expect(error.message).toContain(`of task 2 can't be changed: the task is claimed by run ${id}`);
    }
    await workspace.run('task_import', { tasks, existing: 'update' }, ADA);
    const { acceptance } = await recordOf(workspace, 2);
    expect(acceptance![0]!.met).toMatchObject({ run: id, commit: resultOf().commit });
  });

  test('names itself in evidence that its agent imports, so that a later result leaves it behind', async () => {
    const workspace = await held();
    const { id } = await runIn(workspace, 'running', { number: 2 });
    const { uuid, acceptance } = await recordOf(workspace, 2);
    const met = { at: '2026-07-30T10:00:00Z', actor: 'ai:claude-code', evidence: 'npm test' };
    const tasks = [{ uuid, description: 'Pages', acceptance: acceptance!.map((one) => ({ ...one, met })) }];
    await workspace.run('task_import', { tasks, existing: 'update' }, inRun(id));
    expect((await recordOf(workspace, 2)).acceptance![0]!.met).toMatchObject({ run: id });
  });
});

describe('the specification of a held task', () => {
  test.each(['task_doc_write', 'task_doc_delete'])('is not changed by another with %s', async (command) => {
    const workspace = await held();
    const content = command === 'task_doc_write' ? { content: '# Mine' } : {};
    const error = await workspace.refused(command, { id: 1, ...content }, S2);
    expect(error.message).toBe("the spec of task 1 can't be changed: the task is claimed by session s1");
    expect(await workspace.text('task_doc_read', { id: 1 })).toBe('# Login');
    for (const caller of [S1, ADA]) await workspace.run('task_doc_write', { id: 1, content: '# Ours' }, caller);
    await workspace.run('task_doc_write', { id: 1, name: 'review', content: 'looks good' }, S2);
  });
});

describe('evidence', () => {
  const prove = (workspace: TestWorkspace, text: string, caller = S1) =>
    workspace.run('task_annotate', { id: 1, criterion: 1, text }, caller);

  test('comes from who holds the task, or from a person', async () => {
    const workspace = await held();
    for (const [command, input] of [
      ['task_annotate', { id: 1, criterion: 1, text: 'looks fine' }],
      ['task_done', { id: 1, evidence: [{ criterion: '1', text: 'looks fine' }] }],
    ] as const) {
      const error = await workspace.refused(command, input, S2);
      expect(error.message).toBe("the evidence of task 1 can't be changed: the task is claimed by session s1");
    }
    expect((await workspace.refused('task_annotate', { id: 2, criterion: 1, text: 'ok' }, S2)).message).toBe(
      'you have not claimed task 2',
    );
    expect((await workspace.refused('task_done', { id: 1 }, S1)).message).toContain('unmet');
    await workspace.run('task_annotate', { id: 1, criterion: 2, text: 'seen' }, ADA);
    await workspace.run('task_annotate', { id: 1, criterion: 1, text: 'npm test' }, HELPER);
    await workspace.run('task_done', { id: 1 }, S1);
  });

  test('that was there before is kept as a note of who gave it', async () => {
    const workspace = await held();
    await prove(workspace, 'first', S1);
    await prove(workspace, 'second', ADA);
    await prove(workspace, 'second', S1);
    const { acceptance, annotations } = await recordOf(workspace);
    expect(acceptance![0]!.met).toMatchObject({ evidence: 'second' });
    expect(annotations).toEqual([
      expect.objectContaining({
        actor: 'ai:claude-code',
        text: `Earlier evidence for "${acceptance![0]!.text}": first`,
      }),
    ]);
  });

  test('is told in history with the session it came from', async () => {
    const workspace = await held();
    await prove(workspace, 'npm test', agent('0123456789abcdef'.repeat(2))).catch(() => undefined);
    await prove(workspace, 'npm test', S1);
    expect(await workspace.text('task_history', { id: 1 })).toContain('ai:claude-code (session s1) task_annotate');
  });
});

describe('a specification that is lost or damaged', () => {
  test.each([
    ['lost', (file: string) => rmSync(file)],
    ['damaged', (file: string) => writeFileSync(file, 'other')],
  ])('(%s) is named; info, start and next work', async (_, hurt) => {
    const workspace = await testWorkspace();
    for (const description of ['One', 'Two']) await workspace.run('task_add', { description, spec: '# Same' });
    const { store } = workspace.opened;
    const [{ blob } = { blob: null }] = [...store.state.all('doc')].flatMap(([, doc]) => doc.versions);
    hurt(join(store.dir, 'blobs', blob!.slice(0, 2), blob!));
    const told = /unreadable spec: .+; run doctor/;
    expect(await workspace.text('task_info', { id: 1 })).toMatch(told);
    expect(await workspace.text('task_start', { id: 1 }, S1)).toMatch(told);
    expect(await workspace.text('task_next', {}, S2)).toMatch(told);
    await workspace.refused('task_doc_read', { id: 1 });
  });
});

describe('a claim whose lease is over', () => {
  const LIVING = processId()!;
  const words = {
    'a living process': { renewer: LIVING, says: 'until its process ends', holds: true },
    'a process that is gone': { renewer: { ...LIVING, start: '1' }, says: 'expired', holds: false },
  } as const;

  test.each(Object.entries(words))('of %s: list, brief, overview, tags and the refusal agree', async (_, row) => {
    const { run, text, refused, pass } = await testWorkspace();
    await run('task_add', { description: 'Mine', scope: 'src/**' });
    const mine: Caller = { actor: { kind: 'system', name: 'cron' }, holder: 'cli-cron', renewer: row.renewer };
    await run('task_start', { id: 1 }, mine);
    pass(40 * 60_000);
    expect(await text('claim_list')).toContain(row.says);
    expect(await text('task_info', { id: 1 })).toContain(row.says);
    expect(await text('claim_check', { paths: ['src/a.ts'] })).toContain(
      row.holds ? row.says : 'not claimed by others',
    );
    const { leases } = await run<{ leases: { held: boolean }[] }>('claim_list');
    expect(leases).toMatchObject([{ held: row.holds }]);
    const { tasks } = await run<{ tasks: unknown[] }>('task_list', { filter: '+CLAIMED' });
    expect(tasks).toHaveLength(row.holds ? 1 : 0);
    const { inHand } = await run<{ inHand: { by?: string }[] }>('report_now');
    expect(inHand[0]?.by !== undefined).toBe(row.holds);
    if (row.holds) expect((await refused('task_start', { id: 1 }, agent('s2'))).message).toContain(row.says);
    else expect(await run('task_start', { id: 1 }, agent('s2'))).toMatchObject({ already: false });
  });
});

describe('the criteria of a task that a run has', () => {
  const texts = async (workspace: TestWorkspace) => (await recordOf(workspace)).acceptance?.map(({ text }) => text);
  const running = async () => {
    const workspace = await testWorkspace();
    await workspace.run('task_add', { description: 'Login', acceptance: ['it works', 'it is tested'] });
    await runIn(workspace, 'running', { number: 1 });
    return workspace;
  };

  test.each([
    ['another text for one', ['it works', 'it was looked at']],
    ['fewer', ['it works']],
    ['none', null],
  ])('are not changed from inside of it: %s', async (_, acceptance) => {
    const workspace = await running();
    const error = await workspace.refused('task_modify', { filter: '1', acceptance }, inRun('r1'));
    expect(error).toMatchObject({ code: 'forbidden', data: { run: 'r1' } });
    expect(error.message).toContain(
      'only a person may change the acceptance criteria of task 1 while run r1 works on it',
    );
    expect(await texts(workspace)).toEqual(['it works', 'it is tested']);
    await workspace.run('task_modify', { filter: '1', acceptance }, ADA);
    expect((await texts(workspace)) ?? null).toEqual(acceptance);
  });

  test('may become more', async () => {
    const workspace = await running();
    const acceptance = ['it is fast', 'it works', 'it is tested'];
    await workspace.run('task_modify', { filter: '1', acceptance }, inRun('r1'));
    expect(await texts(workspace)).toEqual(acceptance);
  });
});
