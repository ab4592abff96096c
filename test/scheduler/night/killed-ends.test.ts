import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { toInstant } from '../../../src/domain/instant.ts';
import type { Night } from '../../../src/domain/records.ts';
import type { Morning } from '../../../src/report/night/morning.ts';
import type { OrchestratorStatus } from '../../../src/scheduler/answers.ts';
import { exists, shellAgent } from '../../runs/support/acting.ts';
import { type Field, field } from '../../runs/support/field.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { personAt } from '../../support/machine.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA } from '../../support/workspace.ts';
import { until } from '../support/until.ts';

const plugin = builtPlugin();
const HOUR_MS = 3_600_000;

/** Writes a file into its scope. The second task waits as long as a file is there. */
const WORKER = (hold: string) => `
[ "$BACKLOG_TASK_ID" = 2 ] && while [ -e '${hold}' ]; do sleep 0.05; done
folder="\${BACKLOG_SCOPE%/\\*\\*}"; mkdir -p "$folder"; echo done > "$folder/$BACKLOG_TASK_ID.txt"
`;

async function yard(tasks: number): Promise<Field & { hold: string }> {
  const place = await field({ supervisor: plugin.supervisor });
  const hold = join(place.root, 'hold');
  writeFileSync(hold, '');
  await shellAgent(place, 'worker', WORKER(hold));
  await place.run('setting_set', { name: 'runs.agent', value: 'worker' });
  for (let n = 1; n <= tasks; n++) await place.task({ description: `Write in d${n}`, scope: `d${n}/**` });
  return { ...place, hold };
}

const nightIn = async (place: Field) => (await place.run<{ night: Night }>('night_show')).night;
const states = async (place: Field) => (await place.all()).map(({ id, state }) => `${id} ${state}`);

/** Begins a night whose processes load a program first. */
async function begin(place: Field, source: string): Promise<void> {
  const preload = join(place.root, 'preload.cjs');
  writeFileSync(preload, source);
  const env = { ...(process.env as Record<string, string>), BACKLOG_DIR: place.store };
  const type = personAt(plugin, place.user, { ...env, NODE_OPTIONS: `--require=${preload}` });
  expect((await type('night', '--yes', '--until', '2h', '--agents', '2')).code).toBe(0);
}

/** Kills its process at its first commit of the night's holder with a field, before the commit or after it. */
const KILLED = (done: string, field: string, when: string) => `
const fs = require('node:fs');
const link = fs.linkSync;
fs.linkSync = (from, to) => {
  const text = fs.existsSync(${JSON.stringify(done)}) ? '' : fs.readFileSync(from, 'utf8');
  if (!text.includes('"command":"night_hold"') || !text.includes('"${field}":')) return link(from, to);
  fs.writeFileSync(${JSON.stringify(done)}, '');
  if (${JSON.stringify(when)} === 'after') link(from, to);
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20_000);
};
require('node:module').syncBuiltinESMExports();
`;

soak.each([
  ['ends', 'ended', 'before'],
  ['ends', 'ended', 'after'],
  ['is over, with its page and its notice,', 'over', 'before'],
  ['is over, with its page and its notice,', 'over', 'after'],
])(
  'an orchestrator that is killed while a night %s (%s, %s the commit): there is one page, and one notice',
  async (_, name, when) => {
    const place = await yard(2);
    const done = join(place.root, 'killed');
    await begin(place, KILLED(done, name, when));
    await until(
      () => states(place),
      (all) => all.join() === 'r1 review,r2 running',
    );
    const { id } = await nightIn(place);
    await place.opened.context(ADA).write('given', (tx) => {
      const night = tx.get('night', id)!;
      tx.put('night', id, { ...night, terms: { ...night.terms, until: toInstant(Date.now() - 1_000) } });
    });
    await exists(done);
    await until(
      () => place.run<OrchestratorStatus>('orchestrator_status'),
      ({ leader }) => leader === undefined,
    );
    // Readers know it at once.
    if (name === 'over') expect((await place.run<Morning>('night_report')).state).toBe('over');
    // The next command that changes the queue starts another process.
    await place.run('task_annotate', { id: 1, text: 'Good morning' });
    const over = await until(
      async () => {
        await place.opened.ready();
        return place.opened.store.state.get('night', id)!;
      },
      (night) => night.over !== undefined,
    );
    expect(over.ended).toMatchObject({ why: 'deadline' });
    const page = await place.run<Morning>('night_report');
    expect(page).toMatchObject({ state: 'over', runs: 2, active: 0, totals: { waiting: 1, parked: 1, failed: 0 } });
    expect(await states(place)).toEqual(['r1 review', 'r2 stopped']);
    const { notices } = await place.run<{ notices: { title: string }[] }>('notice_take');
    expect(notices.filter(({ title }) => title === 'Night n1 is over')).toHaveLength(1);
    expect((await place.run<{ notices: object[] }>('notice_take')).notices).toEqual([]);
    let ends = 0;
    for await (const { changes } of place.opened.store.history({ kind: 'night' }))
      for (const { kind, after } of changes) if (kind === 'night' && (after as Partial<Night> | null)?.over) ends++;
    expect(ends).toBe(1);
    expect(existsSync(done)).toBe(true);
  },
);

/** Reads how far the clock is off, in milliseconds, from a file that a test writes. */
const LEAPS = (file: string) => `
const fs = require('node:fs');
const read = fs.readFileSync;
const now = Date.now;
const Real = Date;
const off = () => { try { return Number(read(${JSON.stringify(file)}, 'utf8')) || 0; } catch { return 0; } };
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(now() + off()) : super(...given); }
  static now() { return now() + off(); }
};
`;

soak.each([
  ['leaps an hour ahead', HOUR_MS, false],
  ['is set back by three hours', -3 * HOUR_MS, false],
  ['leaps behind the deadline', 10 * HOUR_MS, true],
])(
  'while agents work, the clock %s: the night goes on, or ends by its deadline with their work kept',
  async (_, offMs, isOver) => {
    const place = await yard(3);
    const file = join(place.root, 'clock');
    await begin(place, LEAPS(file));
    const { terms } = await nightIn(place);
    await until(
      () => states(place),
      (all) => all.includes('r2 running') && all.includes('r1 review'),
    );
    writeFileSync(file, String(offMs));
    await place.run('task_annotate', { id: 1, text: 'The clock was set' });
    if (isOver) {
      const night = await until(
        () => nightIn(place),
        ({ over }) => over !== undefined,
      );
      expect(night.ended).toMatchObject({ why: 'deadline' });
      expect(await states(place)).toContain('r2 stopped');
      return;
    }
    rmSync(place.hold);
    await until(
      () => states(place),
      (all) => all.sort().join() === 'r1 review,r2 review,r3 review',
    );
    const night = await nightIn(place);
    expect([night.terms, night.ended]).toEqual([terms, undefined]);
    await place.run('night_stop');
    await until(
      () => nightIn(place),
      ({ over }) => over !== undefined,
    );
  },
);
