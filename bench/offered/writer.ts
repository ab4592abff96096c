import { setTimeout as wait } from 'node:timers/promises';
// Replaced by the store of the checkout that is measured: see code.ts.
import { openStore } from '../../src/store/index.ts';
import { untilSignal } from '../signals.ts';
import { arrivals } from './arrivals.ts';
import type { Job, Wrote } from './job.ts';

/**
 * Writes commits to one queue as its own process, and prints what it measured. It says `ready` after its first commit. At
 * SIGUSR1, it commits again, because its connection may have ended meanwhile, and says `connected`. It begins at SIGUSR2.
 */
const job = JSON.parse(process.argv[2]!) as Job;
const { address, dir, writer, offered, seconds } = job;
const store = await openStore({ dir, address, deadlineMs: 120_000 });
const actor = { kind: 'system', name: 'upkeep' } as const;
let written = 0;
const one = () =>
  store.write({ command: 'bench', actor }, (tx) =>
    tx.put<string>('op', `${writer}-${written++}`, { n: written, pad: 'x'.repeat(900) } as never),
  );
await one();
const asked = untilSignal('SIGUSR1');
process.stdout.write('ready\n');
await asked;
await one();
const begun = untilSignal('SIGUSR2');
process.stdout.write('connected\n');
await begun;

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
if (offered === undefined) while (performance.now() - began < seconds * 1000) await count(performance.now());
else await arriving(arrivals({ ...job, offered }));
process.stdout.write(`${JSON.stringify(wrote)}\n`);
await store.close();
process.exit();

/** Writes at these times. A commit's wait counts from the time it was wanted. */
async function arriving(times: readonly number[]): Promise<void> {
  const going: Promise<void>[] = [];
  for (const at of times) {
    const early = began + at - performance.now();
    if (early > 0) await wait(early);
    going.push(count(began + at));
  }
  await Promise.all(going);
}
