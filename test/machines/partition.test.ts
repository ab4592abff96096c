import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, prepareStore, storeAddress } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { tempFolder } from '../support/folder.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { IS_SOAK } from '../support/seed.ts';
import { startNetwork, whyNoMachines } from './network.ts';

const WRITERS = 8;
const actor = { kind: 'system', name: 'test' } as const;

test.runIf(IS_SOAK)(
  'a machine whose cable is out holds up the writers of others once, not once for each of its own that waits for its turn',
  async () => {
    const why = hasPostgres ? whyNoMachines() : 'PostgreSQL is not installed';
    if (why) return console.log(`skipped: ${why}`);
    const network = startNetwork(1, join(tempFolder(), 'network'));
    onTestFinished(() => network.end());
    const server = await startPostgres({ tcp: true, reach: network.host });
    const [name, dir] = [randomUUID(), tempFolder()];
    const address = storeAddress(server.addressBy('tcp', name));
    await prepareStore(address);
    const store = await openStore({ dir, address, create: true, deadlineMs: 60_000 });
    onTestFinished(() => store.close());
    const there = address.replace('127.0.0.1', network.host);
    const script = await bundle(new URL('./writers.child.ts', import.meta.url));
    const [program = '', ...words] = [...network.on(0), process.execPath, script];
    const child = spawn(program, [...words, tempFolder(), there, String(WRITERS)], { stdio: 'inherit' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const longest = async (ms: number) => {
      let most = 0;
      for (const end = performance.now() + ms; performance.now() < end; ) {
        const began = performance.now();
        await store.write({ command: 'add', actor }, (tx) => tx.put<string>('op', 'own', { at: began }));
        most = Math.max(most, performance.now() - began);
      }
      return most;
    };
    const { seq } = store.state;
    while (store.state.seq < seq + 20 * WRITERS) await longest(500);
    const going = longest(8_000);
    await wait(500);
    network.cut(0, 'cable');
    const most = await going;
    console.log(`longest change: ${Math.round(most)} ms`);
    expect(most).toBeLessThan(5_000);
  },
);
