import { describe, expect, test } from 'vitest';
import type { BacklogError } from '../../src/domain/errors.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { schedulerSnapshot } from '../../src/scheduler/snapshot.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { gitRepo, hookPlace, launch } from '../interfaces/hooks/place.ts';
import { gitProject, inRun, runIn } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

type Run = <T = unknown>(name: string, input?: unknown, caller?: Caller) => Promise<T>;

/** What a person writes of an agent, and a task that goes beyond it. */
const LIMITS: Readonly<Record<string, { agent: object; task: object; says: string; disable?: true }>> = {
  risk: { agent: { risk: 'low' }, task: { tags: 'risk.high' }, says: 'may take low risk, not high' },
  paths: { agent: { paths: 'docs/**' }, task: { scope: 'src/a.txt' }, says: 'may not work on src/a.txt' },
  repositories: { agent: { repositories: 'web' }, task: { scope: 'src/a.txt' }, says: 'may not work in ' },
  capabilities: { agent: { capabilities: 'python' }, task: { tags: 'needs.gpu' }, says: 'lacks gpu' },
  disabled: { agent: {}, task: {}, says: 'is disabled', disable: true },
};

async function write(run: Run, name: string, limit: string): Promise<void> {
  if (limit === 'repositories') await run('repo_add', { path: await gitRepo('web'), name: 'web' });
  const { agent: limits, disable } = LIMITS[limit]!;
  await run('agent_add', { name, provider: 'command', argv: '["true"]', ...limits });
  if (disable) await run('agent_disable', { name });
}

/** Each way in which work on task 1 begins: whose record counts, and what says no. */
interface Start {
  record: string;
  /** Before the limits are written. */
  before?(work: TestWorkspace): Promise<unknown>;
  begin(work: TestWorkspace): Promise<string>;
}

const refused =
  (name: string, input: object, caller?: Caller) =>
  async (work: TestWorkspace): Promise<string> =>
    saying(await work.refused(name, input, caller));
const saying = ({ message }: Pick<BacklogError, 'message'>) => message;
const parked = (name: string) => (work: TestWorkspace) =>
  runIn(work, 'failed', {
    number: 1,
    agent: name,
    provider: 'command',
    reason: { code: 'crashed', text: 'it crashed' },
  });

const STARTS: Readonly<Record<string, Start>> = {
  'run_start, by a person': { record: 'careful', begin: refused('run_start', { filter: '1', agent: 'careful' }) },
  'run_start, by an agent, although forced': {
    record: 'careful',
    begin: refused('run_start', { filter: '1', agent: 'careful', force: true }, agent('s1')),
  },
  'run_start of a task that names the agent': {
    record: 'careful',
    begin: async (work) => {
      await work.run('task_modify', { filter: '1', agent: 'careful' });
      return refused('run_start', { filter: '1' })(work);
    },
  },
  'run_start with the agent of the settings': {
    record: 'careful',
    begin: async (work) => {
      await work.run('setting_set', { name: 'runs.agent', value: 'careful' });
      return refused('run_start', { filter: '1' })(work);
    },
  },
  run_retry: { record: 'careful', before: parked('careful'), begin: refused('run_retry', { run: 'r1' }) },
  'run_retry with that agent': {
    record: 'careful',
    before: parked('claude'),
    begin: refused('run_retry', { run: 'r1', agent: 'careful' }),
  },
  run_resume: { record: 'careful', before: parked('careful'), begin: refused('run_resume', { run: 'r1' }) },
  'run_control, by an agent, although forced': {
    record: 'careful',
    before: parked('careful'),
    begin: refused('run_control', { run: 'r1', verb: 'resume', force: true }, agent('s1')),
  },
  'task_start, by a client with a record': {
    record: 'claude-code',
    begin: refused('task_start', { id: 1 }, agent('s1')),
  },
  'task_start, although forced': {
    record: 'claude-code',
    begin: refused('task_start', { id: 1, force: true }, agent('s1')),
  },
  'task_start, by a subagent whose type has a record': {
    record: 'reviewer',
    begin: refused('task_start', { id: 1 }, agent('s1', 'a1', 'reviewer')),
  },
  'task_start, in a run of the agent': {
    record: 'careful',
    before: async (work) => {
      await work.run('task_add', { description: 'Other' });
      await runIn(work, 'running', { number: 2, agent: 'careful', provider: 'command' });
    },
    begin: refused('task_start', { id: 1 }, inRun('r1')),
  },
  'task_move into work': { record: 'claude-code', begin: refused('task_move', { id: 1, to: 'progress' }, agent('s1')) },
  task_next: {
    record: 'claude-code',
    begin: (work) => work.text('task_next', {}, agent('s1')),
  },
  'the scheduler': {
    record: 'careful',
    begin: async (work) => {
      await work.run('setting_set', { name: 'runs.agent', value: 'careful' });
      const { snapshot, limits } = await schedulerSnapshot(work.opened.context(ADA));
      const { starts } = decide(snapshot, limits);
      expect(starts).toEqual([]);
      return work.text('orchestrator_explain', { filter: '1' });
    },
  },
};

const everyStart = Object.keys(STARTS).flatMap((start) => Object.keys(LIMITS).map((limit) => [start, limit] as const));

async function yard(limit: string): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work);
  await work.run('task_add', { description: 'First', ...LIMITS[limit]!.task });
  return work;
}

async function nothingBegan(run: Run): Promise<void> {
  const { tasks } = await run<{ tasks: Task[] }>('task_list', { filter: '1' });
  expect(tasks[0]?.start).toBeUndefined();
  const { claims } = await run<{ claims: { task?: string }[] }>('claim_list');
  expect(claims.filter(({ task }) => task === tasks[0]?.uuid)).toEqual([]);
}

test.each(everyNth(4, everyStart))('%s: beyond its %s nothing begins, and the limit is told', async (start, limit) => {
  const { record, before, begin } = STARTS[start]!;
  const work = await yard(limit);
  await before?.(work);
  await write(work.run, record, limit);
  expect(await begin(work)).toContain(LIMITS[limit]!.says);
  await nothingBegan(work.run);
});

test.each(Object.keys(LIMITS))('a subagent whose type has a record is given no task beyond its %s', async (limit) => {
  const place = await hookPlace();
  const { task, says } = LIMITS[limit]!;
  await place.add('First', { ...task, agent: 'reviewer' });
  await write(place.run, 'reviewer', limit);
  expect(await launch(place, 't1', 'a1', 'Do task 1.', 'reviewer')).toMatch(
    new RegExp(`task 1 could not be assigned to you\\..*${says}`),
  );
  expect(await launch(place, 't2', 'a2', 'Go on.', 'reviewer')).toBeUndefined();
  expect(await place.claims()).toEqual([]);
});

describe('a person who forces it', () => {
  test('starts, retries and resumes beyond the limits; a disabled agent gets nothing', async () => {
    const work = await yard('risk');
    await write(work.run, 'careful', 'risk');
    const error = await work.refused('run_start', { filter: '1', agent: 'careful' });
    expect(error.hint).toContain('let a person start it anyway, with `--force`');
    const { runs } = await work.run<{ runs: { run: { id: string } }[] }>('run_start', {
      filter: '1',
      agent: 'careful',
      force: true,
    });
    expect(runs).toMatchObject([{ run: { id: 'r1', state: 'queued' } }]);
    await work.run('run_stop', { run: 'r1' });
    expect(await work.refused('run_resume', { run: 'r1' })).toMatchObject({ code: 'conflict' });
    expect(await work.run('run_resume', { run: 'r1', force: true })).toMatchObject({ run: { state: 'queued' } });
    await work.run('run_stop', { run: 'r1' });
    expect(await work.run('run_retry', { run: 'r1', force: true })).toMatchObject({ run: { id: 'r2' } });
    await work.run('run_stop', { run: 'r2' });
    await work.run('agent_disable', { name: 'careful' });
    expect((await work.refused('run_retry', { run: 'r2', force: true })).message).toContain('is disabled');
  });

  test('has no limits of his own, whatever agent has his name', async () => {
    const work = await yard('risk');
    await write(work.run, 'ada', 'risk');
    expect(await work.run('task_start', { id: 1 })).toMatchObject({ already: false });
  });
});
