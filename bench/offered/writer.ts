import { setTimeout as wait } from 'node:timers/promises';
// Replaced by the store of the checkout that is measured: see code.ts.
import { openStore } from '../../src/store/index.ts';
import { untilSignal } from '../signals.ts';
import { arrivals } from './arrivals.ts';
import type { Job, Load, Wrote } from './job.ts';

/**
 * Writes commits to one queue as its own process, and prints what it measured at each load. It says `ready` after its first
 * commit. Before each load, it commits again at SIGUSR1, because its connection may have ended meanwhile, and says
 * `connected`. It begins at SIGUSR2.
 */
const job = JSON.parse(process.argv[2]!) as Job;
const { address, dir, writer, loads, seconds } = job;
const store = await openStore({ dir, address, deadlineMs: 120_000 });
const actor = { kind: 'system', name: 'upkeep' } as const;
let written = 0;
const one = () =>
  store.write({ command: 'bench', actor }, (tx) =>
    tx.put<string>('op', `${writer}-${written++}`, { n: written, pad: 'x'.repeat(900) } as never),
  );
await one();
let asked = untilSignal('SIGUSR1');
process.stdout.write('ready\n');
for (const load of loads) {
  await asked;
  await one();
  const begun = untilSignal('SIGUSR2');
  asked = untilSignal('SIGUSR1');
  process.stdout.write('connected\n');
  await begun;
  process.stdout.write(`${JSON.stringify(await wroteAt(load))}\n`);
}
await store.close();
process.exit();

/** Writes as the load wants it. A commit's wait counts from the time it was wanted. */
async function wroteAt(load: Load): Promise<Wrote> {
  const began = performance.now();
  const wrote: Wrote = { waits: [], failed: [] };
  const count = async (since: number) => {
    try {
      await one();
      wrote.waits.push(performance.now() - since);
    } catch (error) {
      wrote.failed.push((error as Error).message);
    }
  };
  if (load === null) {
    while (performance.now() - began < seconds * 1000) await count(performance.now());
    return wrote;
  }
  const going: Promise<void>[] = [];
  for (const at of arrivals({ ...job, offered: load })) {
    const early = began + at - performance.now();
    if (early > 0) await wait(early);
    going.push(count(began + at));
  }
  await Promise.all(going);
  return wrote;
}
