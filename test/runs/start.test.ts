import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { findProgram } from '../../src/runs/agents/find-program.ts';
import { cli } from '../interfaces/cli/line.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { gitProject, inRun, runIn } from '../support/runs.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const BEN = agent('session-2');

/** A repository with these tasks, numbered from 1. */
async function withTasks(...tasks: object[]): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  for (const name of ['fixer', 'other'])
    await work.run('agent_add', { name, provider: 'command', argv: [process.execPath, 'fix.mjs'] });
  await work.run('setting_set', { name: 'runs.agent', value: 'fixer' });
  for (const task of tasks) await work.run('task_add', { description: 'Fix the Login, now!', ...task });
  return work;
}

const runs = ({ opened }: TestWorkspace): Run[] => Array.from(opened.store.state.all('run'), ([, run]) => run);
const task = ({ opened }: TestWorkspace) => [...opened.store.state.all('task')][0]![1];
const holders = ({ opened }: TestWorkspace) => Array.from(opened.store.state.all('claim'), ([, { holder }]) => holder);

test('a run begins at the tip of the target, on a branch of its own, with the scope of its task and limits of settings', async () => {
  const work = await withTasks({ scope: 'src/**' });
  await work.run('setting_set', { name: 'runs.minutes', value: 5 });
  await work.run('run_start', { filter: '1', cost: 2 }, BEN);
  expect(runs(work)).toMatchObject([
    {
      id: 'r1',
      attempt: 1,
      state: 'queued',
      by: 'ai:claude-code',
      agent: 'fixer',
      target: 'refs/heads/main',
      base: git(join(work.folder, 'project'), 'rev-parse', 'main'),
      branch: 'backlog/1-fix-the-login-now-1',
      scope: [{ glob: 'src/**' }],
      limits: { wallMs: 300_000, costUsd: 2, checkRounds: 2 },
    },
  ]);
  expect([holders(work), task(work).start !== undefined, work.errands]).toEqual([['run:r1'], true, [{ run: 'r1' }]]);
});

test('files of a result that is not merged yet are no obstacle to who starts a run by hand, but he is told', async () => {
  const work = await withTasks({ scope: 'src/**' }, { scope: 'src/b.txt' }, { scope: 'docs/**' });
  await runIn(work, 'review', { number: 1 });
  expect(await work.text('run_start', { filter: '2' })).toMatch(
    /^r2 starts without unmerged results: unmerged run r1, which is in review, has src\/\*\*, which overlaps its src\/b\.txt/m,
  );
  expect(await work.text('run_start', { filter: '3' })).not.toContain('not merged');
});

test('slots of an agent limit what the orchestrator starts, and no run that somebody starts', async () => {
  const work = await withTasks({}, {});
  await work.run('agent_update', { name: 'fixer', slots: 1 });
  await work.run('run_start', { filter: '1,2' });
  expect(runs(work).map(({ state }) => state)).toEqual(['queued', 'queued']);
  // Each is prepared by itself, so any can be the first.
  expect(new Set(work.errands)).toEqual(new Set([{ run: 'r1' }, { run: 'r2' }]));
});

test('the agent is the one asked for, else that of the task, else that of settings', async () => {
  const work = await withTasks({ agent: 'other' }, { agent: 'other' }, {});
  await work.run('setting_set', { name: 'runs.agent', value: 'other' });
  await work.run('run_start', { filter: '1', agent: 'fixer' });
  await work.run('run_start', { filter: '2' });
  await work.run('run_start', { filter: '3' });
  expect(runs(work).map((run) => run.agent)).toEqual(['fixer', 'other', 'other']);
  await work.run('agent_disable', { name: 'other' });
  await work.run('task_add', { description: 'More' });
  expect(await work.refused('run_start', { filter: '4' })).toMatchObject({ code: 'conflict' });
});

test('if the default agent is not installed, one that a person added has the run, as the orchestrator chooses; an assignee is never replaced', async () => {
  const work = await withTasks({}, { agent: 'claude' });
  await work.run('setting_set', { name: 'runs.agent', value: 'claude' });
  const programs = join(work.folder, 'programs');
  mkdirSync(programs);
  symlinkSync(findProgram('git', { path: process.env.PATH, cwd: work.folder })!, join(programs, 'git'));
  vi.stubEnv('PATH', programs);
  onTestFinished(() => void vi.unstubAllEnvs());
  await work.run('agent_disable', { name: 'other' });
  const said = "fixer: claude isn't in PATH, and fixer is the only agent that can run here.";
  const told = `Tasks without an assignee use ${said} To choose another agent: \`backlog setting set runs.agent NAME\``;
  expect(await work.text('run_start', { filter: '1' })).toMatch(new RegExp(`^r1 uses ${said}$`, 'm'));
  for (const [name, input] of Object.entries({ agent_list: {}, agent_check: {}, setting_get: { name: 'runs.agent' } }))
    expect((await work.text(name, input)).split('\n'), name).toContain(told);
  expect(runs(work).map((run) => run.agent)).toEqual(['fixer']);
  const { say } = cli({ BACKLOG_DIR: join(work.folder, 'store') }, true, join(work.folder, 'project'));
  for (const line of ['agents', 'agent list', 'setting get runs.agent'])
    expect((await say(line)).out, line).toContain('Tasks without an assignee use fixer: ');
  expect(await work.refused('run_start', { filter: '2' })).toMatchObject({ code: 'not-found' });
  await work.run('setting_set', { name: 'runs.agent', value: 'fixer' });
  expect(await work.text('agent_list', {})).not.toContain('without an assignee');
});

test('a built-in agent that is installed is named to who starts one that is not', async () => {
  const work = await withTasks({});
  await work.run('setting_set', { name: 'runs.agent', value: 'claude' });
  for (const name of ['fixer', 'other']) await work.run('agent_disable', { name });
  const programs = join(work.folder, 'programs');
  mkdirSync(programs);
  for (const name of ['git', 'codex'])
    symlinkSync(findProgram('git', { path: process.env.PATH, cwd: work.folder })!, join(programs, name));
  vi.stubEnv('PATH', programs);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { hint } = await work.refused('run_start', { filter: '1' });
  expect(hint).toMatch(/^To use codex: run_start 1 --agent codex\./);
});

test('who starts a run is told once why the program of its agent cannot start', async () => {
  const work = await withTasks({}, {}, {});
  await work.run('agent_add', { name: 'lost', provider: 'command', argv: ['/nowhere/fix.sh'] });
  expect((await work.text('run_start', { filter: '1,2', agent: 'lost' })).split("lost can't start: ")).toEqual([
    expect.stringContaining('r2 queued'),
    expect.stringMatching(/^the program \/nowhere\/fix\.sh does not exist$/m),
  ]);
  expect(await work.text('run_start', { filter: '3', agent: 'fixer' })).not.toContain("can't start");
});

test('a description without letters gives a branch all the same', async () => {
  const work = await withTasks({ description: '修正 ☃' });
  await work.run('run_start', { filter: '1' });
  expect(runs(work)[0]?.branch).toBe('backlog/1-1');
});

describe('is refused, and nothing begins', () => {
  test('while a run has the task in its hands, also one in review', async () => {
    const work = await withTasks({});
    await work.run('run_start', { filter: '1' });
    expect(await work.refused('run_start', { filter: '1' })).toMatchObject({ code: 'conflict', data: { run: 'r1' } });
    const other = await withTasks({});
    await runIn(other, 'review', { number: 1 });
    expect(await other.refused('run_start', { filter: '1' })).toMatchObject({ data: { run: 'r1', state: 'review' } });
  });

  test('twice at once: one of them begins', async () => {
    const work = await withTasks({});
    const both = await Promise.allSettled([1, 2].map(() => work.run('run_start', { filter: '1' })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([runs(work).length, work.errands.length]).toEqual([1, 1]);
  });

  test('for somebody who works in a run', async () => {
    const work = await withTasks({}, {});
    await runIn(work, 'running', { number: 1 });
    expect(await work.refused('run_start', { filter: '2' }, inRun('r1'))).toMatchObject({ code: 'forbidden' });
  });

  test('when files of its scope are held', async () => {
    const work = await withTasks({ scope: 'src/**' });
    await work.run('claim_acquire', { scope: 'src/a.txt' }, BEN);
    expect(await work.refused('run_start', { filter: '1' })).toMatchObject({ code: 'claimed' });
    expect([runs(work), work.errands]).toEqual([[], []]);
  });

  test('for all tasks when one of them cannot be started', async () => {
    const work = await withTasks({}, { depends: 1 }, {});
    const { seq } = work.opened.store.state;
    expect(await work.refused('run_start', { filter: '1,2,3' })).toMatchObject({ code: 'conflict' });
    expect([runs(work), work.errands, work.opened.store.state.seq]).toEqual([[], [], seq]);
    await work.run('run_start', { filter: '1,2,3', force: true });
    expect(runs(work).map(({ id }) => id)).toEqual(['r1', 'r2', 'r3']);
    expect(work.opened.store.state.seq).toBe(seq + 1);
  });

  test.each([{ minutes: 0 }, { minutes: -5 }, { cost: 0 }, { cost: -1 }])(
    'with a limit of nothing: %j',
    async (limit) => {
      const work = await withTasks({});
      expect(await work.refused('run_start', { filter: '1', ...limit })).toMatchObject({ code: 'usage' });
      expect(runs(work)).toEqual([]);
    },
  );
});

test('who holds the task hands it over to the run', async () => {
  const work = await withTasks({ scope: 'src/**' });
  await work.run('task_start', { id: 1 }, BEN);
  expect(await work.refused('run_start', { filter: '1' })).toMatchObject({ code: 'claimed' });
  await work.run('run_start', { filter: '1' }, BEN);
  expect(holders(work)).toEqual(['run:r1']);
});

test('the next run of a task is its next attempt', async () => {
  const work = await withTasks({});
  await runIn(work, 'discarded', { number: 1, attempt: 3 });
  await work.run('run_start', { filter: '1' });
  expect(runs(work)[1]).toMatchObject({ id: 'r2', attempt: 4, branch: 'backlog/1-fix-the-login-now-4' });
});

test('a run for which no supervisor can be started is there, has failed and says so; an approval stays', async () => {
  const work = await withTasks({});
  const broken = vi.spyOn(work.errands, 'push').mockImplementation(() => {
    throw new Error('spawn EAGAIN');
  });
  const { runs } = await work.run<{ runs: { run: Run }[] }>('run_start', { filter: '1', agent: 'fixer' });
  expect(runs[0]!.run).toMatchObject({
    state: 'failed',
    reason: { code: 'never_began', text: expect.stringContaining('EAGAIN') },
  });
  expect(work.opened.store.state.get('task', runs[0]!.run.task)?.start).toBeUndefined();
  expect([...work.opened.store.state.all('claim')]).toEqual([]);
  broken.mockRestore();
});

test('nothing is looked up on the disk while a run is queued: a transaction may run many times', async () => {
  const work = await withTasks({});
  const programs = join(work.folder, 'programs');
  writeFiles(programs, { claude: '#!/bin/sh\n' });
  chmodSync(join(programs, 'claude'), 0o755);
  vi.stubEnv('PATH', `${programs}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { store } = work.opened;
  const { write } = store;
  store.write = (meta, fn) =>
    write(meta, (tx) => {
      const { PATH } = process.env;
      process.env.PATH = '/nowhere';
      try {
        return fn(tx);
      } finally {
        process.env.PATH = PATH;
      }
    });
  await work.run('run_start', { filter: '1', agent: 'claude' });
  expect(runs(work)).toMatchObject([{ id: 'r1', agent: 'claude' }]);
});
