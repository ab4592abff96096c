import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { backupStore } from '../../../src/store/backup/backup.ts';
import { said } from '../../interfaces/cli/line.ts';
import { cutFrom } from '../../store/damage/harms.ts';
import { HARMS } from '../../store/damage/table.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { beside, gatedRun } from '../support/acting.ts';
import { type Field, field } from '../support/field.ts';

const plugin = builtPlugin();
const NOWHERE = { older: '', other: '', common: '' };

/** Kinds of damage that a supervisor meets while its agent works, by what makes the queue whole again. */
const LIVE = Object.entries(HARMS).flatMap(([name, { harm, live }]) => (live ? [{ name, harm, live }] : []));

soak.each(LIVE)(
  '$name while a run is active: its work stays, it says why, and after $live it goes on to the merge',
  async ({ harm, live }) => {
    const place = await field({ ...plugin });
    const { id, open } = await gatedRun(place, 'echo work > src/new.txt');
    await place.until(id, ({ state }) => state === 'running');
    const backup = join(place.root, 'backup.tar.gz');
    await backupStore(place.store, backup);
    await harm(place.store, NOWHERE);
    open();
    await expect.poll(() => place.processes()).toEqual([]);
    expectWork(place, id);
    expect(lastEvent(place, id)).toMatch(
      /the queue can't record the end of this run: .+ Its work stays in .+run_resume/,
    );

    const words = {
      fix: ['doctor', '--fix'],
      salvage: ['doctor', '--salvage'],
      restore: ['restore', backup, '--force'],
    };
    expect(await typed(place, words[live])).toMatchObject({ code: 0 });
    expectWork(place, id);
    const call = await beside(place, plugin.supervisor);
    const { runs } = await call<{ runs: { run: object }[] }>('run_list');
    expect(runs.map(({ run }) => run)).toMatchObject([
      { id, state: 'interrupted', reason: { text: expect.stringMatching(/died: .*(queue|damaged)/) } },
    ]);
    await call('run_resume', { run: id });
    await until(call, id, 'review');
    await call('run_approve', { run: id });
    await until(call, id, 'merged');
    expect(readFileSync(join(place.user, 'src/new.txt'), 'utf8')).toBe('work\n');
  },
);

soak(
  'a run whose start is given up keeps its worktree: no later run gets its id, and the commands of doctor bring its work into the checkout',
  async () => {
    const place = await field({ ...plugin });
    const { id, open } = await gatedRun(place, 'echo work > src/new.txt');
    const { agent } = await place.until(id, ({ state }) => state === 'running');
    cutFrom(place.store, (line) => line.includes('"command":"run_start"'));
    open();
    await expect.poll(() => place.processes()).toEqual([]);
    const { code, out } = await typed(place, ['doctor', '--salvage']);
    expect(code).toBe(0);
    const [line = ''] = /^.* is the worktree of run .*$/m.exec(out) ?? [];
    expect(line).toContain(`${place.tree(id)} is the worktree of run ${id}, which this queue does not contain`);
    expectWork(place, id);
    const call = await beside(place, plugin.supervisor);
    const { runs } = await call<{ runs: { run: { id: string } }[] }>('run_start', { filter: '1', agent });
    expect(runs.map(({ run }) => run.id)).not.toEqual([id]);
    await until(call, runs[0]!.run.id, 'review');
    expectWork(place, id);

    const [take, remove] = Array.from(line.matchAll(/`([^`]+)`/g), ([, command]) => command!);
    execFileSync('/bin/sh', ['-ec', take!], { cwd: place.user });
    expect(readFileSync(join(place.user, 'src/new.txt'), 'utf8')).toBe('work\n');
    expect(git(place.user, 'diff', '--cached', '--name-only')).toBe('src/new.txt');
    execFileSync('/bin/sh', ['-ec', remove!], { cwd: place.user });
    expect((await typed(place, ['doctor'])).out).not.toContain('is the worktree of run');
  },
);

type Call = Awaited<ReturnType<typeof beside>>;

const until = (call: Call, id: string, state: string) =>
  expect.poll(async () => (await call<{ run: Run }>('run_show', { run: id })).run.state).toBe(state);

const typed = ({ user, store }: Field, words: readonly string[]) =>
  said(words, {
    ...{ cwd: user, env: { BACKLOG_DIR: store, HOME: user, USER: 'ada' }, isTerminal: true },
    ask: async () => 'yes',
  });

function expectWork(place: Field, id: string): void {
  expect(readFileSync(join(place.tree(id), 'src/new.txt'), 'utf8')).toBe('work\n');
}

function lastEvent({ store }: Field, id: string): string {
  const lines = readFileSync(join(store, 'runs', id, 'events.ndjson'), 'utf8')
    .trimEnd()
    .split('\n');
  return JSON.parse(lines.at(-1)!).text;
}
