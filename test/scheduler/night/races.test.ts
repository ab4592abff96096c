import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { Night, Run } from '../../../src/domain/records.ts';
import { isLive } from '../../../src/domain/runs/run-states.ts';
import type { OrchestratorStatus } from '../../../src/scheduler/answers.ts';
import { exists, gatedCheck, shellAgent } from '../../runs/support/acting.ts';
import { type Field, field, newRepository } from '../../runs/support/field.ts';
import { smallDisk } from '../../runs/support/small-disk.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { personAt } from '../../support/machine.ts';
import { canMount } from '../../support/mount.ts';
import { soak } from '../../support/soak-test.ts';
import { past } from '../support/log.ts';
import { meetingCommits } from '../support/meeting.ts';
import { until } from '../support/until.ts';

const plugin = builtPlugin();

/** Writes a file into its scope. The first three tasks wait for a file and cost 2 dollars; the others work on. */
const WORKER = (root: string, end = 'exit 0') => `
[ "$BACKLOG_TASK_ID" -le 3 ] || exec sleep 600
folder="\${BACKLOG_SCOPE%/\\*\\*}"; mkdir -p "$folder"; touch '${root}'/at-"$BACKLOG_TASK_ID"
while [ ! -e '${root}/go' ]; do sleep 0.01; done
echo '{"backlog":"usage","costUsd":2}'
echo done > "$folder/$BACKLOG_TASK_ID.txt"
${end}
`;

async function yard(tasks: number, worker: (root: string) => string, more: Parameters<typeof field>[0] = plugin) {
  const place = await field(more);
  await shellAgent(place, 'worker', worker(place.root));
  await place.run('setting_set', { name: 'runs.agent', value: 'worker' });
  for (let n = 1; n <= tasks; n++) await place.task({ description: `Write in d${n}`, scope: `d${n}/**` });
  return place;
}

const nightIn = async (place: Field) => (await place.run<{ night: Night }>('night_show')).night;
const over = (place: Field) =>
  until(
    () => nightIn(place),
    (night) => night.over !== undefined,
  );
const statesOf = async (place: Field) => (await place.all()).map(({ id, state }) => `${id} ${state}`);

/** A person's command line in processes of their own. */
const typing = (place: Field, more: Record<string, string> = {}) =>
  personAt(plugin, place.user, { ...(process.env as Record<string, string>), BACKLOG_DIR: place.store, ...more });

/** The environment of two processes whose commits of these commands meet. */
const meeting = ({ root }: Field, first: string, second?: string): Record<string, string> => ({
  NODE_OPTIONS: `--require=${meetingCommits(root, first, second)}`,
});

soak(
  'of two nights that are typed at the same moment one begins, with all of its own terms, and one process leads it',
  async () => {
    const place = await yard(2, WORKER);
    const type = typing(place, meeting(place, 'night_start'));
    const ended = await Promise.all(
      [1, 2].map((agents) =>
        type('night', '--yes', '--until', '2h', '--agents', String(agents), '--budget', String(agents)),
      ),
    );
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 1]);
    const refused = ended.find(({ code }) => code === 1)!;
    expect(refused.err).toContain(
      'night n1 has begun\n`backlog night show` shows its terms; `backlog night stop` ends it.',
    );
    const agents = ended.indexOf(refused) === 0 ? 2 : 1;
    expect((await nightIn(place)).terms).toMatchObject({ agents, budgetUsd: agents });
    const { limits } = await until(
      () => place.run<OrchestratorStatus>('orchestrator_status'),
      ({ leader, runs }) => leader !== undefined && runs.length === agents,
    );
    expect(limits).toMatchObject({ agents, budget: { usd: agents } });
    await exists(join(place.root, 'at-1'));
    const stopped = await Promise.all([1, 2].map(() => typing(place)('night', 'stop')));
    expect(stopped.map(({ code }) => code).sort()).toEqual([0, 1]);
    await over(place);
    expect(await place.all()).toHaveLength(agents);
  },
);

soak.each([
  ['night_start', 'orchestrator_start', [0, 1]],
  ['orchestrator_start', 'night_start', [0, 0]],
] as const)(
  'of a night and a start with other limits, typed at the same moment, the terms of the night count; first %s, then %s',
  async (first, second, codes) => {
    const place = await yard(3, WORKER);
    const type = typing(place, meeting(place, first, second));
    const [night, start] = await Promise.all([
      type('night', '--yes', '--until', '2h', '--agents', '1', '--budget', '1'),
      type('orchestrator', 'start', '--agents', '3', '--budget', '50'),
    ]);
    expect([night!.code, start!.code]).toEqual(codes);
    if (start!.code === 1) expect(start!.err).toContain("the terms of night n1 can't change: agents, budget");
    await exists(join(place.root, 'at-1'));
    const { limits, runs } = await place.run<OrchestratorStatus>('orchestrator_status');
    expect(limits).toMatchObject({ agents: 1, budget: { usd: 1 } });
    expect(runs).toHaveLength(1);
    await place.run('night_stop');
    await over(place);
    const after = await place.run<OrchestratorStatus>('orchestrator_status');
    expect(after).toMatchObject({ wish: 'stopped', limits: { agents: 3 } });
  },
);

/** The runs of the orchestrator as they started, each with what the log had before. */
async function startsOf({ opened }: Field): Promise<{ run: string; before: Run[] }[]> {
  const starts: { run: string; before: Run[] }[] = [];
  let before: Run[] = [];
  for await (const { runs } of past(opened.store)) {
    for (const { id } of runs) if (!before.some((one) => one.id === id)) starts.push({ run: id, before });
    before = runs;
  }
  return starts;
}

const spentIn = (runs: readonly Run[]) =>
  runs.flatMap(({ rounds = [] }) => rounds).reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0);

/** Three runs that end at the same instant at the edge of a term, and what no start may find before it. */
const EDGES: Readonly<
  Record<string, { terms: object; end?: string; why?: string; most: number; isOver(before: Run[]): boolean }>
> = {
  budget: { terms: { budget: 5 }, why: 'budget', most: 5, isOver: (before) => spentIn(before) >= 5 },
  failures: {
    terms: { failures: 3 },
    end: 'exit 3',
    why: 'failures',
    most: 3,
    isOver: (before) => before.filter(({ state }) => state === 'failed').length >= 3,
  },
  unreviewed: {
    terms: { unreviewed: 3 },
    most: 3,
    isOver: (before) => before.filter(({ state }) => state === 'review' || isLive(state)).length >= 3,
  },
};

soak.each(Object.entries(EDGES))(
  'parallel runs that end at the same instant at the edge of the %s: nothing starts beyond it',
  async (_, { terms, end, why, most, isOver }) => {
    const place = await yard(8, (root) => WORKER(root, end));
    await place.run('night_start', { agents: 3, until: '2h', ...terms });
    for (const n of [1, 2, 3]) await exists(join(place.root, `at-${n}`));
    writeFileSync(join(place.root, 'go'), '');
    if (why === undefined) {
      await until(
        () => statesOf(place),
        (all) => all.join() === 'r1 review,r2 review,r3 review',
      );
      // A loop that starts too much does so within a second.
      await wait(2_000);
      await place.run('night_stop');
    }
    const night = await over(place);
    expect(night.ended!.why).toBe(why ?? 'stopped');
    const starts = await startsOf(place);
    expect(starts.length).toBeLessThanOrEqual(most);
    expect(starts.filter(({ before }) => isOver(before)).map(({ run }) => run)).toEqual([]);
    expect(night.over!.spentUsd).toBe(6);
    expect((await place.all()).filter(({ state }) => isLive(state))).toEqual([]);
  },
);

soak.each([
  ['rule', false],
  ['rule', true],
  ['person', false],
  ['person', true],
] as const)(
  'a night that is stopped while a result lands by a %s lands it once, and is over after what a rule lands; the orchestrator killed: %s',
  async (by, isKilled) => {
    const place = await yard(1, WORKER);
    const gate = await gatedCheck(place);
    await place.run('task_modify', { filter: '1', checks: 'gate' });
    if (by === 'rule')
      for (const [name, value] of [
        ['then', 'land'],
        ['path', 'd1/**'],
      ])
        await place.run('setting_set', { name: `autonomy.small.${name}`, value });
    writeFileSync(join(place.root, 'go'), '');
    await place.run('night_start', { agents: 1, until: '2h' });
    if (by === 'person') {
      await until(
        () => statesOf(place),
        ([one]) => one === 'r1 review',
      );
      await place.run('run_approve', { run: 'r1' });
    }
    await gate.reached();
    const { leader } = await place.run<OrchestratorStatus>('orchestrator_status');
    const stopped = typing(place)('night', 'stop');
    if (isKilled) process.kill(leader!.pid, 'SIGKILL');
    expect((await stopped).code).toBe(0);
    await wait(1_500);
    if (by === 'rule') {
      expect((await nightIn(place)).over).toBeUndefined();
      expect((await place.refused('night_start', { until: '2h' })).message).toContain('its last runs come to rest');
    }
    gate.open();
    const night = await over(place);
    const { merged, verdict } = await place.becomes('r1', 'merged');
    expect(verdict?.actor).toBe(by === 'rule' ? 'system:rule/small' : 'human:ada');
    if (by === 'rule') expect(night.over!.at >= merged!.at).toBe(true);
    expect(night.ended).toMatchObject({ why: 'stopped' });
    expect(git(place.user, 'rev-list', '--count', '--no-merges', 'main')).toBe('2');
    expect(existsSync(join(place.user, 'd1/1.txt'))).toBe(true);
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);

soak.each(canMount ? [0, 8_192, 65_536, 262_144, 1_048_576] : [])(
  'a disk that is full at the start of runs, with %i bytes left, leaves no task without its run: each is done once it has space',
  async (bytes) => {
    let disk: ReturnType<typeof smallDisk> | undefined;
    const place = await yard(3, WORKER, {
      ...plugin,
      make(root) {
        disk = smallDisk(join(root, 'store'), 64);
        onTestFinished(disk.unmount);
        return newRepository(join(root, 'user'), { 'a.txt': 'a\n' });
      },
    });
    writeFileSync(join(place.root, 'go'), '');
    await place.run('orchestrator_start', { agents: 2, backoff: 1, tries: 9 });
    disk!.room(bytes);
    await wait(4_000);
    disk!.room(Number.POSITIVE_INFINITY);
    await place.run('task_annotate', { id: 1, text: 'There is space again' });
    const all = await until(
      () => place.all(),
      (runs) => runs.filter(({ state }) => state === 'review').length === 3,
    );
    const open = all.filter(({ state }) => state !== 'discarded');
    expect(open.map(({ state }) => state)).toEqual(['review', 'review', 'review']);
    expect(new Set(open.map(({ task }) => task)).size).toBe(3);
  },
);
