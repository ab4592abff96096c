import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { pass } from '../../runs/passes/placed.ts';
import { hook } from '../../runs/support/outgoing.ts';
import { git } from '../../support/git.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { soak } from '../../support/soak-test.ts';
import { until } from '../support/until.ts';
import { type NightMachine, nightMachine, OUTAGE_MS, states, trust } from './night-machine.ts';

/** A machine, and a line for a program that says that it has begun and waits until it may end. */
interface Ground extends NightMachine {
  waiting: string;
  becomes(state: string): Promise<unknown>;
}

/** What is at work when the server goes: how that begins, and what is there at its end. */
interface Stage {
  begins(ground: Ground): Promise<void>;
  ends(ground: Ground): Promise<void>;
}

const STAGES: Readonly<Record<string, Stage>> = {
  judge: {
    async begins(ground) {
      const { json, hold, waiting } = ground;
      await json('setting', 'set', 'checks.judge', `${waiting}; echo "Criterion 1: accepted d4/4.txt:1"`);
      await json('setting', 'set', 'runs.judges', 'judge');
      await trust(ground, 'store');
      await json('add', 'Write in d4', '--scope=d4/**', '--acceptance', 'the file says done');
      rmSync(hold);
      await json('run', 'start', '4');
    },
    async ends({ json, becomes }) {
      await becomes('review');
      const { run } = await json<{ run: { checks: unknown[] } }>('run', 'show', 'r1');
      expect(run.checks).toMatchObject([{ name: 'judge', ok: true }]);
    },
  },
  push: {
    async begins(ground) {
      const { folder, json, run, hold, waiting, becomes } = ground;
      const origin = join(folder, '../origin.git');
      git(folder, 'init', '-q', '--bare', '-b', 'main', origin);
      git(folder, 'branch', '-M', 'main');
      git(folder, 'remote', 'add', 'origin', origin);
      git(folder, 'push', '-q', 'origin', 'main');
      hook(origin, 'pre-receive', waiting);
      await json('setting', 'set', 'runs.push', 'origin');
      await trust(ground, 'store');
      rmSync(hold);
      await json('run', 'start', '1');
      await becomes('review');
      expect((await run('approve', 'r1', '--yes')).code).toBe(0);
    },
    async ends({ folder, json }) {
      const pushed = () => git(join(folder, '../origin.git'), 'rev-parse', 'main') === git(folder, 'rev-parse', 'main');
      await until(async () => pushed(), Boolean);
      const shown = () => json<{ run: { outgoing?: unknown; pushed?: unknown } }>('run', 'show', 'r1');
      await until(shown, ({ run }) => run.outgoing === undefined);
      expect(git(folder, 'rev-list', '--count', '--no-merges', 'main')).toBe('2');
    },
  },
  pass: {
    async begins(ground) {
      const { folder, json, waiting } = ground;
      mkdirSync(join(folder, '.backlog/passes'), { recursive: true });
      writeFileSync(
        join(folder, '.backlog/passes/gaps.md'),
        pass('when: when idle\n').replace('[node, find.mjs]', '[sh, find.sh]'),
      );
      writeFileSync(join(folder, 'find.sh'), `${waiting}\necho '{"title":"Test the empty file"}'\n`);
      git(folder, 'add', '-A');
      git(folder, 'commit', '-q', '-m', 'Look for gaps');
      await trust(ground, 'config');
      await trust(ground, 'store');
      await json('modify', '1,2,3', '--wait', '2099-01-01');
      await json('orchestrator', 'start');
    },
    async ends({ json }) {
      const open = () => json<{ proposals: { title: string }[] }>('inbox', 'list');
      const { proposals } = await until(open, (now) => now.proposals.length > 0);
      expect(proposals.map(({ title }) => title)).toEqual(['Test the empty file']);
      await json('orchestrator', 'stop');
    },
  },
};

describe('an outage of the server', NEEDS_POSTGRES, () => {
  soak.each(Object.entries(STAGES))('ends no %s that is at work', async (name, { begins, ends }) => {
    const server = await startPostgres();
    const one = await nightMachine([server.address(name), '--new']);
    const [began, end] = ['began', 'end'].map((file) => join(one.folder, '..', file)) as [string, string];
    const becomes = (state: string) =>
      until(
        () => states(one),
        (all) => all.join() === `r1 ${state}`,
      );
    const ground = { ...one, becomes, waiting: `touch '${began}'; until [ -e '${end}' ]; do sleep 0.05; done` };
    await begins(ground);
    await until(async () => existsSync(began), Boolean);
    await server.stop('SIGKILL');
    writeFileSync(end, '');
    await wait(OUTAGE_MS);
    await server.start();
    await ends(ground);
  });
});
