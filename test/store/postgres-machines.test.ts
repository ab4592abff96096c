import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { openStore, prepareStore } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { type Child, startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import { seeded } from '../support/random.ts';
import { IS_SOAK, runs, SEED } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { tally } from '../support/tally.ts';

const script = bundle(new URL('./writer.child.ts', import.meta.url));
const WRITERS = runs(2, 8);
const SHOTS = runs(6, 120);
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** Clocks of the machines: right, hours behind, hours ahead. Without libfaketime, all are right. */
const SKEWS = existsSync(FAKETIME) ? ['', '-5h', '+7h'] : ['', '', ''];

interface Machine {
  dir: string;
  env: Record<string, string>;
  writers: Child[];
}

describe('three machines on one queue in PostgreSQL', NEEDS_POSTGRES, () => {
  soak(
    'writers are killed and paused, clocks differ by hours, the server crashes: what was acknowledged is there once',
    async () => {
      const server = await startPostgres();
      onTestFinished(() => server.end());
      const address = server.address('machines');
      await prepareStore(address);
      const random = seeded(SEED + 25);
      const file = await script;
      const machines = SKEWS.map((skew): Machine => {
        const dir = join(tempFolder(), 'queue');
        mkdirSync(dir);
        writeFileSync(join(dir, 'store.json'), JSON.stringify({ address }));
        const env = skew === '' ? {} : { LD_PRELOAD: FAKETIME, FAKETIME: skew, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
        return { dir, env, writers: [] };
      });
      await (await openStore({ dir: machines[0]!.dir, create: true, segmentSize: 8 })).close();
      let number = 0;
      const start = (machine: Machine) =>
        machine.writers.push(startChild(file, [machine.dir, `w${number++}`, '1000000', '20'], () => {}, machine.env));
      for (const machine of machines) for (let n = 0; n < WRITERS; n++) start(machine);
      const all = () => machines.flatMap(({ writers }) => writers);
      const acks = () => all().flatMap(({ lines }) => lines.filter((line) => line.startsWith('ack ')));
      const running = () => all().filter((one) => one.process.exitCode === null && one.process.signalCode === null);
      for (let shot = 0; shot < SHOTS; shot++) {
        const before = acks().length;
        await expect.poll(() => acks().length, { interval: 20 }).toBeGreaterThan(before + 10);
        const machine = random.pick(machines);
        const victim = random.pick(running());
        const kind = shot === 2 ? 'crash' : random.pick(['kill', 'kill', 'pause', IS_SOAK ? 'crash' : 'pause']);
        if (kind === 'crash') await server.crash();
        else if (kind === 'kill') {
          victim.process.kill('SIGKILL');
          await victim.ended;
        } else {
          victim.process.kill('SIGSTOP');
          await wait(100 + random.int(400));
          victim.process.kill('SIGCONT');
        }
        // A writer that got no answer from the crashed server ends with an error. It acknowledged nothing then.
        while (running().length < machines.length * WRITERS) start(machine);
      }
      for (const one of running()) one.process.kill('SIGKILL');
      const ends = await Promise.all(all().map(({ ended }) => ended));
      for (const { errors } of ends) if (errors) expect(errors).toMatch(/BacklogError/);
      const [{ dir }] = machines as [Machine];
      const lost = async () => {
        const store = await openStore({ dir });
        const said = acks().map((line) => line.split(' '));
        const missing = said.filter(([, op = '', , id]) => store.state.get<string>('op', op)?.id !== Number(id));
        const [ops, last] = [store.state.size('op'), store.state.get('counter', 'n')?.last];
        await store.close();
        return {
          missing,
          doubled: said.length - new Set(said.map(([, , , id]) => id)).size,
          unnumbered: ops - Number(last),
        };
      };
      expect(await lost()).toEqual({ missing: [], doubled: 0, unnumbered: 0 });
      expect((await examineStore(dir))!.problems).toEqual([]);
      tally({ kills: number - machines.length * WRITERS, acknowledged: acks().length, lost: 0 });

      // The judgement notices what a server may never do: lose the newest commit that it acknowledged.
      const sql = connectPostgres(readPostgresAddress(address));
      await sql`delete from backlog_files where store = 'machines' and path like 'log/%'`;
      await sql.end();
      expect(
        await lost().then(
          ({ missing }) => missing.length,
          () => 1,
        ),
      ).toBeGreaterThan(0);
    },
  );
});
