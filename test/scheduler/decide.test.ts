import { describe, expect, test } from 'vitest';
import { KEPT_PATHS } from '../../src/domain/kinds/run/run-parts.ts';
import { RUN_REASON_NAMES } from '../../src/domain/runs/run-reasons.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { decide } from '../../src/scheduler/decision/decide.ts';
import { PASSED_OVER } from '../../src/scheduler/decision/order.ts';
import { RETRY_BY_REASON } from '../../src/scheduler/decision/retry-decision.ts';
import type { Limits, SchedulerSnapshot } from '../../src/scheduler/snapshot-types.ts';
import { agent, at, builtIn, claim, LIMITS, rounds, run, scene, task, uuidOf } from './support/scene.ts';

/** What is decided, in words: `1 start worker, 2: slots`. Without the reasons, the same tasks start. */
function told(tasks: readonly Task[], around: Partial<SchedulerSnapshot> = {}, limits: Partial<Limits> = {}): string {
  const [snapshot, all] = [scene(tasks, around), { ...LIMITS, ...limits }];
  const { starts, holds } = decide(snapshot, all, { thorough: true });
  expect(decide(snapshot, all).starts).toEqual(starts);
  const ids = new Map(tasks.map(({ uuid, id }) => [uuid, id]));
  return [
    ...starts.map(({ task: { id }, how, agent: by }) => `${id} ${how} ${by}`),
    ...[...holds]
      .sort(([a], [b]) => (ids.get(a) ?? 0) - (ids.get(b) ?? 0))
      .map(([uuid, all]) => `${ids.get(uuid)}: ${all.map(({ why }) => why).join(' ')}`),
  ].join(', ');
}

const TWO = [task(1), task(2)];

describe('one task', () => {
  test.each([
    // what it is, its fields, what is around it, what is decided
    ['free', {}, {}, '1 start worker'],
    ['waiting', { wait: at(1) }, {}, '1: waiting'],
    ['scheduled', { scheduled: at(1) }, {}, '1: scheduled'],
    ['started by somebody', { start: at(-1) }, {}, '1: active'],
    ['handed off', { handoff: { at: at(-1), actor: 'human:ada', note: 'x' } }, {}, '1: handed-off'],
    ['assigned to a known agent', { agent: 'worker' }, {}, '1 start worker'],
    ['assigned to a person', { agent: 'ada' }, {}, '1: assigned'],
    ['held', {}, { claims: [claim('s1', { task: uuidOf(1) })] }, '1: held'],
    ['held long ago', {}, { claims: [claim('s1', { task: uuidOf(1), expires: at(-30) })] }, '1 start worker'],
    ['of files that are held', { files: 'src/**' }, { claims: [claim('s1', { files: 'src/a.ts' })] }, '1: scope'],
    [
      'of files beside those held',
      { files: 'src/**' },
      { claims: [claim('s1', { files: 'lib/**' })] },
      '1 start worker',
    ],
    ['left out by the filter', {}, { wanted: () => false }, '1: unwanted'],
    ['over two repositories', {}, { home: () => ({ hold: { why: 'spans', repositories: ['a', 'b'] } }) }, '1: spans'],
    [
      'of a repository without a branch',
      {},
      { home: () => ({ hold: { why: 'nowhere', lacks: 'commit', error: { message: 'x', hint: 'y' } } }) },
      '1: nowhere',
    ],
    [
      'behind a commit that is not in the target',
      {},
      { unlanded: () => [{ task: task(2), run: run(1, 2, 'merged') }] },
      '1: unlanded',
    ],
    ['that asks for what nobody has', { tags: ['needs.gpu'] }, {}, '1: agents'],
  ] as [string, Parameters<typeof task>[1], Partial<SchedulerSnapshot>, string][])(
    '%s',
    (_, fields, around, expected) => {
      expect(told([task(1, fields)], around)).toBe(expected);
    },
  );

  test('that is blocked, and its prerequisite', () => {
    expect(told([task(1, { depends: [uuidOf(2)] }), task(2)])).toBe('2 start worker, 1: blocked');
  });

  test('that has open subtasks, and one of them', () => {
    expect(told([task(1), task(2, { parent: uuidOf(1) })])).toBe('2 start worker, 1: subtasks');
  });
});

describe('the run before', () => {
  const parked = (more: Parameters<typeof run>[3], state: 'failed' | 'stopped' | 'interrupted' = 'failed') => ({
    runs: [run(1, 1, state, { rounds: rounds('start'), ...more })],
  });
  test.each([
    ['crashed just now', parked({ code: 'crashed' }), '1: later'],
    ['crashed long ago', parked({ code: 'crashed', since: at(-10) }), '1 resume worker'],
    ['crashed by a clock that is ahead', parked({ code: 'crashed', since: at(59) }), '1: later'],
    [
      'crashed before the clock was set back',
      { ...parked({ code: 'crashed', since: at(62) }), now: Date.parse(at(0)) + 50 },
      '1 resume worker',
    ],
    ['lost its supervisor', parked({ code: 'supervisor_died', since: at(-10) }, 'interrupted'), '1 resume worker'],
    ['lost its worktree', parked({ code: 'worktree_lost', since: at(-10) }), '1 retry worker'],
    ['never came to its agent', parked({ code: 'crashed', since: at(-10), rounds: [] }), '1 retry worker'],
    [
      'was resumed once: twice the wait',
      parked({ code: 'crashed', since: at(-19), rounds: rounds('start', 'resume') }),
      '1: later',
    ],
    [
      'was resumed once, long ago',
      parked({ code: 'crashed', since: at(-20), rounds: rounds('start', 'resume') }),
      '1 resume worker',
    ],
    [
      'failed three times, twice before its agent began again',
      parked({
        ...{ code: 'git_failed', since: at(-90) },
        ends: [-99, -95, -90].map((minutes) => ({ at: at(minutes), code: 'git_failed' as const })),
      }),
      '1: given-up',
    ],
    [
      'was tried three times',
      parked({ code: 'crashed', since: at(-90), rounds: rounds('start', 'resume', 'resume') }),
      '1: given-up',
    ],
    ['was stopped by a person', parked({ code: 'asked', since: at(-90) }, 'stopped'), '1: person'],
    ['changed nothing', parked({ code: 'no_changes', since: at(-90) }), '1: person'],
    [
      'is at a limit for another minute',
      parked({ code: 'rate_limited', reason: { code: 'rate_limited', text: '', until: at(1) } }),
      '1: agents',
    ],
    ['was at a limit', parked({ reason: { code: 'rate_limited', text: '', until: at(-1) } }), '1 resume worker'],
    ['was at a limit without an end', parked({ code: 'rate_limited', since: at(-14) }), '1: agents'],
    ['was at a limit without an end, long ago', parked({ code: 'rate_limited', since: at(-15) }), '1 resume worker'],
    [
      'was at a limit without an end before the clock was set back',
      parked({ code: 'rate_limited', since: at(61) }),
      '1 resume worker',
    ],
    ['found no program', parked({ code: 'no_agent' }), '1: person'],
    [
      'found no program, before a person said go on',
      { ...parked({ code: 'no_agent' }), wishedAt: at(0) },
      '1 retry worker',
    ],
    ['is in review', { runs: [run(1, 1, 'review')] }, '1: run'],
    ['was discarded by a person', { runs: [run(1, 1, 'discarded')] }, '1 start worker'],
  ] as [string, Partial<SchedulerSnapshot>, string][])('%s', (what, around, expected) => {
    const again = what.includes('no program, before')
      ? { ...around, runs: around.runs!.map((one) => ({ ...one, rounds: [] })) }
      : around;
    expect(told([task(1)], again)).toBe(expected);
  });

  test('is waited for to the end of a second, when its wait is shorter than that', () => {
    const now = Date.parse(at(0)) + 50;
    const around = { ...parked({ code: 'crashed', since: at(0) }), now };
    const { holds } = decide(scene([task(1)], around), { ...LIMITS, backoffMs: 100 });
    expect([...holds.values()].flat()).toMatchObject([
      { why: 'later', until: new Date(now - 50 + 1_000).toISOString().replace('.000', '') },
    ]);
  });

  test('counts with those that it took the place of', () => {
    const runs = [
      run(1, 1, 'discarded', { followedBy: 'r2', rounds: rounds('start') }),
      run(2, 1, 'discarded', { followedBy: 'r3', rounds: rounds('start') }),
      run(3, 1, 'failed', { code: 'nonsense', since: at(-90), rounds: rounds('start') }),
    ];
    expect(told([task(1)], { runs })).toBe('1: given-up');
    expect(
      told([task(1)], {
        runs: runs.map((one) => (one.id === 'r2' ? { ...one, followedBy: undefined } : one)) as typeof runs,
      }),
    ).toBe('1 retry worker');
  });

  describe('of a task that is assigned to another agent since', () => {
    const agents = [agent('worker'), agent('other')];
    const assigned = (id: number) => task(id, { agent: 'other' });
    test.each([
      ['crashed just now', parked({ code: 'crashed' }), '1 retry other'],
      [
        'was tried three times',
        parked({ code: 'crashed', since: at(-90), rounds: rounds('start', 'resume', 'resume') }),
        '1 retry other',
      ],
      ['found no program', parked({ code: 'no_agent' }), '1 retry other'],
      ['is at a limit', parked({ code: 'rate_limited', since: at(-1) }), '1 retry other'],
      ['was stopped by a person', parked({ code: 'asked', since: at(-90) }, 'stopped'), '1: person'],
    ] as [string, Partial<SchedulerSnapshot>, string][])('%s', (_, around, expected) => {
      const both = { ...around, agents, runs: around.runs!.map((one) => ({ ...one, provider: 'claude' as const })) };
      expect(told([assigned(1)], both)).toBe(expected);
    });

    test('a run that a person started with another agent is left to the person', () => {
      const { runs = [], ...around } = { ...parked({ code: 'crashed', since: at(-90) }), agents };
      expect(told([assigned(1)], { ...around, runs: runs.map((one) => ({ ...one, by: 'human:ada' })) })).toBe(
        '1: person',
      );
    });

    test('its own attempts begin with it', () => {
      const runs = [
        run(1, 1, 'discarded', { followedBy: 'r2', rounds: rounds('start', 'resume', 'resume') }),
        run(2, 1, 'failed', { code: 'crashed', since: at(-90), agent: 'other', rounds: rounds('start') }),
      ];
      expect(told([assigned(1)], { agents, runs })).toBe('1 resume other');
    });
  });

  test('a wait for a limit counts as no attempt', () => {
    const [first, ...later] = rounds('start', 'resume', 'resume');
    const waited = [{ ...first!, outcome: 'rate_limited' }, ...later];
    expect(told([task(1)], { runs: [run(1, 1, 'failed', { code: 'crashed', since: at(-90), rounds: waited })] })).toBe(
      '1 resume worker',
    );
  });

  test('every reason says how it goes on', () => {
    expect(Object.keys(RETRY_BY_REASON).sort()).toEqual([...RUN_REASON_NAMES].sort());
  });
});

describe('files', () => {
  test('tasks whose scopes meet do not start together', () => {
    const tasks = [task(1, { files: 'src/**' }), task(2, { files: 'src/a.ts' }), task(3, { files: 'lib/**' })];
    expect(told(tasks)).toBe('1 start worker, 3 start worker, 2: beside');
  });

  test.each(['asking', 'review', 'approved', 'merging'] as const)(
    'of a run that is %s are not in the target yet',
    (state) => {
      const runs = [run(1, 1, state, { scope: [{ glob: 'src/**' }] })];
      expect(told([task(1), task(2, { files: 'src/a.ts' })], { runs })).toBe('1: run, 2: unmerged');
    },
  );

  test.each([
    [[], 'paths'],
    [[{ glob: 'src/**' }], 'outside'],
  ] as const)('of a result whose list of files is full, of scope %j, can be any', (scope, list) => {
    const full = Array.from({ length: KEPT_PATHS }, (_, n) => `lib/${n}.ts`);
    const result = { ...{ commit: 'a', tree: 'a', files: 9_000, added: 1, deleted: 0 }, outside: [], nested: [] };
    const runs = [run(1, 1, 'review', { scope: [...scope], result: { ...result, paths: full, [list]: full } })];
    expect(told([task(1), task(2, { files: 'web/x.ts' })], { runs })).toBe('1: run, 2: unmerged');
  });

  test('that a result changes outside of its scope count, too', () => {
    const result = {
      commit: 'a',
      tree: 'a',
      files: 1,
      added: 1,
      deleted: 0,
      paths: ['lib/[x].ts'],
      outside: ['lib/[x].ts'],
      nested: [],
    };
    const runs = [run(1, 1, 'review', { scope: [{ glob: 'src/**' }], result })];
    expect(told([task(1), task(2, { files: 'lib/[[]x].ts' }), task(3, { files: 'lib/x.ts' })], { runs })).toBe(
      '3 start worker, 1: run, 2: unmerged',
    );
  });

  test('of a run that is over are free', () => {
    const runs = [
      run(1, 1, 'merged', { scope: [{ glob: 'src/**' }] }),
      run(2, 1, 'failed', { scope: [{ glob: 'src/**' }] }),
    ];
    expect(told([task(2, { files: 'src/a.ts' })], { runs })).toBe('2 start worker');
  });

  test('are told whole to a reader, also where no place is left', () => {
    const tasks = [task(1, { files: 'src/**' })];
    const around = {
      claims: [claim('s1', { files: 'src/a.ts' }), claim('s2', { files: 'src/b.ts' })],
      runs: [run(1, 9, 'running')],
    };
    const { holds } = decide(scene(tasks, around), { ...LIMITS, agents: 1 }, { thorough: true });
    expect(holds.get(uuidOf(1))).toMatchObject([
      { why: 'scope', blockers: [{}, {}] },
      { why: 'slots', most: 1 },
    ]);
  });
});

describe('places', () => {
  test('that failures in a row take are told as failures, not as places', () => {
    const crashed = run(1, 9, 'failed', { code: 'crashed', ends: [{ at: at(-1), code: 'crashed' }] });
    const snapshot = scene([task(1), task(2)], { runs: [crashed, run(2, 8, 'running')] });
    const { starts, holds } = decide(snapshot, { ...LIMITS, failures: 2 }, { thorough: true });
    expect(starts).toEqual([]);
    expect(holds.get(uuidOf(1))).toEqual([{ why: 'failures', most: 1, failed: 1, failures: 2 }]);
  });

  test('without the reasons, the decision ends with the last one', () => {
    const { starts, holds } = decide(scene([task(1), task(2), task(3, { wait: at(1) })]), { ...LIMITS, agents: 1 });
    expect(starts).toMatchObject([{ task: { id: 1 } }]);
    expect([...holds]).toEqual([]);
  });

  test('in all', () => {
    expect(told(TWO, {}, { agents: 1 })).toBe('1 start worker, 2: slots');
    expect(told(TWO, { runs: [run(1, 9, 'running'), run(2, 9, 'queued')] })).toBe('1 start worker, 2: slots');
  });

  test('only runs at work take one', () => {
    const runs = [run(1, 8, 'review'), run(2, 9, 'asking'), run(3, 9, 'merging'), run(4, 9, 'failed')];
    expect(told([task(1)], { runs }, { agents: 1 })).toBe('1 start worker');
  });

  test('of a provider', () => {
    expect(told(TWO, {}, { providers: { command: 1 } })).toBe('1 start worker, 2: agents');
    expect(told(TWO, {}, { providers: { command: 0 } })).toBe('1: agents, 2: agents');
  });

  test('of an agent; then another one that fits', () => {
    const agents = [agent('worker', { slots: 1 }), agent('other'), builtIn('built-in')];
    expect(told([task(1), task(2), task(3)], { agents })).toBe('1 start worker, 2 start other, 3 start other');
    expect(told([task(1), task(2, { agent: 'worker' })], { agents })).toBe('1 start worker, 2: agents');
  });

  test('one that nobody wrote down gets only what names it', () => {
    const agents = [agent('worker', { enabled: false }), builtIn('claude')];
    expect(told([task(1), task(2, { agent: 'claude' })], { agents })).toBe('2 start claude, 1: agents');
  });

  test('money', () => {
    const budget = { usd: 5, per: 'day', since: at(0) } as const;
    expect(told([task(1)], { spentUsd: 4.99 }, { budget })).toBe('1 start worker');
    expect(told([task(1)], { spentUsd: 5 }, { budget })).toBe('1: budget');
  });

  test('none of a provider whose account is at its limit', () => {
    const runs = [
      run(1, 9, 'failed', {
        provider: 'claude',
        agent: 'claude',
        reason: { code: 'rate_limited', text: '', until: at(3) },
      }),
    ];
    const agents = [agent('worker'), agent('claude', { provider: 'claude' }), agent('second', { provider: 'claude' })];
    const tasks = [task(1), task(2, { agent: 'claude' }), task(3, { agent: 'second' }), task(9)];
    expect(told(tasks, { runs, agents })).toBe('1 start worker, 2: agents, 3: agents, 9: agents');
  });

  test('none of an agent that could not begin, until a person says go on', () => {
    const runs = [run(1, 9, 'failed', { code: 'unauthenticated' })];
    expect(told([task(1), task(9)], { runs })).toBe('1: agents, 9: person');
    expect(told([task(1), task(9)], { runs, wishedAt: at(0) })).toBe('1 start worker, 9 retry worker');
  });
});

describe('the order', () => {
  const one = { agents: 1 };
  test('the most urgent first', () => {
    expect(told([task(1), task(2, { priority: 'H' })], {}, one)).toBe('2 start worker, 1: slots');
  });

  test('of those equally urgent, the one that more wait for; then the older one', () => {
    const blocked = [
      task(5, { depends: [uuidOf(2)] }),
      task(6, { depends: [uuidOf(5)] }),
      task(7, { depends: [uuidOf(1)] }),
    ];
    const same = { entry: at(-60) };
    expect(told([task(1, same), task(2, same), ...blocked], {}, one)).toMatch(/^2 start worker, 1: slots/);
    expect(told([task(2, same), task(1, same)], {}, one)).toBe('1 start worker, 2: slots');
  });

  const younger = Array.from({ length: PASSED_OVER }, (_, n) => task(100 + n));
  const started = younger.map(({ id }, n) => run(n + 1, id, 'discarded'));

  test(`after ${PASSED_OVER} starts of younger ones it is the turn of the oldest`, () => {
    const tasks = [
      task(1),
      task(2),
      task(50, { priority: 'H' }),
      ...younger.map((each) => ({ ...each, status: 'completed' as const })),
    ];
    expect(told(tasks, { runs: started.slice(1) }, one)).toMatch(/^50 start/);
    expect(told(tasks, { runs: started }, one)).toMatch(/^1 start worker, 2: slots/);
    expect(told(tasks, { runs: [...started, run(99, 1, 'discarded')] }, one)).toMatch(/^50 start/);
  });

  test('the way is kept free for it, and for it alone', () => {
    const done = younger.map((each) => ({ ...each, status: 'completed' as const }));
    const tasks = [task(1, { files: '**' }), task(2, { files: 'src/**' }), task(3), ...done];
    const claims = [claim('s1', { files: 'lib/a.ts' })];
    expect(told(tasks, { claims })).toBe('2 start worker, 3 start worker, 1: scope');
    expect(told(tasks, { claims, runs: started })).toBe('3 start worker, 1: scope, 2: yields');
  });

  test('it is not the turn of one that nobody can do', () => {
    const done = younger.map((each) => ({ ...each, status: 'completed' as const }));
    const tasks = [task(1, { files: '**', tags: ['needs.gpu'] }), task(2), task(50, { priority: 'H' }), ...done];
    expect(told(tasks, { runs: started }, one)).toMatch(/^2 start/);
  });
});
