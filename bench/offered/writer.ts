import { setTimeout as wait } from 'node:timers/promises';
// Replaced by the store of the checkout that is measured: see code.ts.
import { openStore } from '../../src/store/index.ts';
import { untilSignal } from '../signals.ts';
import type { Job, Wrote } from './job.ts';

/**
 * Writes commits to one queue as its own process, and prints what it measured. It says `ready` after its first commit. At
 * SIGUSR1, it commits again, because its connection may have ended meanwhile, and says `connected`. It begins at SIGUSR2.
 */
const { address, dir, writer, perSecond, seconds, seed } = JSON.parse(process.argv[2]!) as Job;
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
if (perSecond === undefined) while (performance.now() - began < seconds * 1000) await count(performance.now());
else await arriving(perSecond);
process.stdout.write(`${JSON.stringify(wrote)}\n`);
await store.close();
process.exit();

/** Writes at random times, as an own process would be asked to. A commit's wait counts from the time it was wanted. */
async function arriving(rate: number): Promise<void> {
  const going: Promise<void>[] = [];
  const random = randomFrom(seed);
  for (let at = began; ; ) {
    at -= (Math.log(1 - random()) * 1000) / rate;
    if (at - began > seconds * 1000) break;
    const early = at - performance.now();
    if (early > 0) await wait(early);
    going.push(count(at));
  }
  await Promise.all(going);
}

/** Returns numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(state: number): () => number {
  let next = state;
  return () => {
    next = (next + 0x6d2b79f5) | 0;
    let mixed = Math.imul(next ^ (next >>> 15), 1 | next);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
