import { expect, test } from 'vitest';
import { examineStore } from '../../src/store/doctor/store.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { type Child, startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';
import { tally } from '../support/tally.ts';

const script = bundle(new URL('./writer.child.ts', import.meta.url));
const acks = (children: readonly Child[]) =>
  children.flatMap(({ lines }) => lines.filter((line) => line.startsWith('ack ')));

test('eight processes at once, half of them ended by SIGKILL or SIGTERM: everything acknowledged is there', async () => {
  const dir = tempFolder();
  await openStore({ dir, create: true, segmentSize: 32 });
  const random = seeded(8);
  const each = runs(30, 60);
  const file = await script;
  const children = Array.from({ length: 8 }, (_, i) => {
    const last = i % 2 === 0 ? 20 + random.int(each / 2) : Number.POSITIVE_INFINITY;
    const signal = random.pick(['SIGKILL', 'SIGTERM'] as const);
    // One that is killed goes on until then, however late this process is.
    const count = Number.isFinite(last) ? 1_000_000 : each;
    return startChild(file, [dir, `p${i}`, String(count), '40'], (_line, child) => {
      if (child.lines.length >= last) child.process.kill(signal);
    });
  });
  const ends = await Promise.all(children.map(({ ended }) => ended));
  expect(ends.map(({ errors }) => errors).join('')).toBe('');
  expect(ends.some(({ code }) => code === null)).toBe(true);
  expect(ends.some(({ code }) => code === 0)).toBe(true);
  const store = await openStore({ dir });
  expectAll(store, acks(children), children.filter(({ process }) => process.signalCode === 'SIGKILL').length);
  expect(acks(children).length).toBeGreaterThan(4 * each);
  expect((await examineStore(store.dir))!.problems).toEqual([]);
});

test('kill -9 again and again of a writer, while writing, packing and writing checkpoints: nothing acknowledged is lost', async () => {
  const dir = tempFolder();
  await openStore({ dir, create: true, segmentSize: 4 });
  const random = seeded(200);
  const file = await script;
  const known: string[] = [];
  const kills = runs(3, 12);
  for (let round = 0; round < kills; round++) {
    const child = startChild(file, [dir, `k${round}`, '1000000', '3'], killer(random));
    const { errors } = await child.ended;
    expect(errors, `round ${round}`).toBe('');
    const fresh = acks([child]);
    known.push(...fresh);
    const store = await openStore({ dir });
    expectAll(store, fresh, 1);
    if (round % 20 === 19) expect((await examineStore(store.dir))!.problems, `round ${round}`).toEqual([]);
  }
  const store = await openStore({ dir });
  expectAll(store, known);
  await store.maintain({ force: true });
  expect((await examineStore(store.dir))!.problems).toEqual([]);
});

/** Ends the child at a line, or some microseconds to milliseconds after it: in the middle of whatever comes next. */
function killer(random: ReturnType<typeof seeded>): (line: string, child: Child) => void {
  const kind = random.pick(['ack', 'maintain']);
  const after = 1 + random.int(kind === 'ack' ? 15 : 5);
  const delay = random.next() ** 2 * 6;
  let seen = 0;
  return (line, child) => {
    if (!line.startsWith(kind) || ++seen !== after) return;
    const until = performance.now() + delay;
    while (performance.now() < until);
    child.process.kill('SIGKILL');
  };
}

/**
 * Every acknowledged operation is in the state under the number it was told, and no number was given twice. Lines that are new
 * come with the kills that they outlived, and are counted.
 */
function expectAll(store: Store, lines: readonly string[], kills?: number): void {
  const said = lines.map((line) => line.split(' '));
  const lost = said.filter(([, op = '', , id]) => store.state.get<string>('op', op)?.id !== Number(id));
  if (kills !== undefined) tally({ kills, acknowledged: lines.length, lost: lost.length });
  expect(lost).toEqual([]);
  expect(new Set(said.map(([, , , id]) => id)).size).toBe(lines.length);
  expect(store.state.get('counter', 'n')?.last).toBe(store.state.size('op'));
}
