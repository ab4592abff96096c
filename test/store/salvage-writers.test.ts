import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import { examineStore, salvageStore } from '../../src/store/doctor/store.ts';
import { openStore } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { contents } from './damage-site.ts';
import { add } from './filled.ts';

const WRITER = bundle(new URL('./writer.child.ts', import.meta.url));
const ROUNDS = runs(3);

soak(
  'processes write while commits are torn and salvages go on: each acknowledged change is in the queue, or was given up and kept',
  async () => {
    const dir = tempFolder('writers');
    const script = await WRITER;
    await (await openStore({ dir, create: true, segmentSize: 16 })).close();
    const acked: string[] = [];
    const torn: string[] = [];
    let isOver = false;
    /** Starts the writer again whenever damage has ended it. */
    const keepWriting = async (name: string) => {
      for (let n = 0; !isOver; n++) {
        const child = startChild(script, [dir, `${name}${n}`, '40', '9']);
        await child.ended;
        acked.push(...child.lines.flatMap((line) => /^ack (\S+)/.exec(line)?.[1] ?? []));
      }
    };
    const writers = ['a', 'b'].map(keepWriting);
    for (let round = 0; round < ROUNDS; round++) {
      await expect.poll(() => lastOf(dir)).toBeDefined();
      const before = acked.length;
      await expect.poll(() => acked.length).toBeGreaterThan(before);
      tear(dir, torn);
      await wait(50 * (round % 3));
      await expect.poll(() => obstaclesOf(dir)).toEqual([]);
    }
    isOver = true;
    await Promise.all(writers);
    await expect.poll(() => obstaclesOf(dir)).toEqual([]);
    const store = await openStore({ dir });
    await add(store, 'after all');
    const { state } = store;
    const kept = [...contents(dir)].filter(([path]) => path.startsWith('damaged/')).map(([, text]) => text);
    const givenUp = (op: string) => [...kept, ...torn].some((text) => text.includes(`"${op}"`));
    expect(acked.filter((op) => !state.get<string>('op', op) && !givenUp(op))).toEqual([]);
    expect(acked.filter((op) => state.get<string>('op', op)).length).toBeGreaterThan(0);
  },
);

/**
 * Salvages the queue and returns what keeps it from going on. Writers may be faster than a salvage. A change before a
 * checkpoint, which a writer made over the torn commit, is lost for the history only: nobody has to give it up.
 */
async function obstaclesOf(dir: string): Promise<string[]> {
  const failed = await salvageStore(dir, Date.now()).then(
    () => [],
    (error) => [error instanceof BacklogError ? error.message : String(error)],
  );
  const problems = (await examineStore(dir))?.problems ?? [];
  const left = problems.filter(({ lost }) => !lost.includes('the queue itself is complete'));
  return [...failed, ...left.map(({ file, problem, lost }) => `${file}: ${problem} (lost: ${lost})`)];
}

const lastOf = (dir: string) =>
  readdirSync(join(dir, 'log'))
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .at(-1);

/** Cuts off the last commit, unless it was packed since. Notes what it was. */
function tear(dir: string, torn: string[]): void {
  const file = join(dir, 'log', lastOf(dir) ?? '');
  try {
    const text = readFileSync(file, 'utf8');
    truncateSync(file, text.length / 2);
    torn.push(text);
  } catch {}
}
