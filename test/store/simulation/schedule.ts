import { openStore, type Store, type StoreOptions } from '../../../src/store/index.ts';
import { blobPath } from '../../../src/store/layout.ts';
import { type Random, seeded } from '../../support/random.ts';
import { judge, type Seen } from './checker.ts';
import { createScheduler } from './scheduler.ts';
import { type Files, inMemory, type Place, type Plant, plainBackend, steppedBackend } from './world.ts';

/** Small, so that a few commits make a segment. */
export const SIZE = 2;

const signer = { kind: 'system', name: 'simulation' } as const;

/** Stores with 0 to 6 commits, some of them packed and checkpointed at different times: where schedules begin. */
export async function beginnings(): Promise<Files[]> {
  const all: Files[] = [];
  for (let commits = 0; commits <= 6; commits++) {
    for (const maintained of [false, true]) {
      const files: Files = new Map();
      const store = await openStore({
        ...options(seeded(commits), `b${commits}`),
        backend: plainBackend(files),
        create: true,
      });
      for (let i = 0; i < commits; i++) await operate(store, `base-${i}`);
      if (maintained) await store.maintain({ force: true });
      all.push(files);
    }
  }
  return all;
}

/**
 * One schedule: a handful of processes on one store, in an order that the seed decides; in some schedules each does several
 * things at once. Returns what went wrong. `settle` makes the place where it happens from the files to begin with: memory, or
 * a real folder.
 */
export async function runSchedule(
  seed: number,
  beginning: Files,
  { plant, settle = inMemory }: { plant?: Plant; settle?: (files: Files) => Place | Promise<Place> } = {},
): Promise<string[]> {
  const random = seeded(seed);
  const place = await settle(new Map(beginning));
  const scheduler = createScheduler(random);
  const clock = leapingClock(random);
  const seen: Seen = { acks: [], blobs: [], views: [], histories: [] };
  /** In half of the schedules each write goes by the refresh before it, as commands do, however long ago that was. */
  const freshMs = random.int(2) * 500;
  const casts = random.int(2) === 0 ? singleLanes(random) : manyLanes(random);
  for (const [i, lanes] of casts.entries()) {
    scheduler.start(`p${i}`, async (actor) => {
      const late = () => lanes.length > 1 && random.int(8) === 0;
      const backend = steppedBackend(place, { scheduler, actor, random, plant, late });
      const timing = { monotonic: clock, sleep: () => scheduler.gate(actor), random: random.next };
      const opened = await openStore({ ...options(random, actor.name), backend, timing, freshMs });
      const store = freshMs > 0 ? refreshing(opened) : opened;
      look(store, actor.name, seen);
      const plays = lanes.map((play, lane) => play({ store, name: `${actor.name}.${lane}`, seen, random }));
      await Promise.all(plays);
      look(store, actor.name, seen);
    });
  }
  try {
    await scheduler.run();
  } catch (error) {
    return [`an actor failed: ${String(error)}`];
  }
  return judge(await place.files(), seen, SIZE);
}

/** Refreshes before it writes, in two steps, between which others may do anything. */
function refreshing(store: Store): Store {
  const write: Store['write'] = async (meta, fn) => {
    await store.refresh();
    return store.write(meta, fn);
  };
  return Object.create(store, { write: { value: write } }) as Store;
}

/** In most schedules no time passes; in some so much, for all, that commits count as long, and others wait for their turns. */
function leapingClock(random: Random): () => number {
  const leap = random.int(4) === 0 ? 1_000 : 0;
  let time = 0;
  return () => (time += leap && random.int(leap));
}

/** Two to four processes that each do one thing after the other; the first one writes. */
function singleLanes(random: Random): Lane[][] {
  return Array.from({ length: 2 + random.int(3) }, (_, i) => [i === 0 ? writer : random.pick(LANES)]);
}

/** One or two servers that do everything at once, and perhaps somebody else. */
function manyLanes(random: Random): Lane[][] {
  const server = () => [writer, ...Array.from({ length: 1 + random.int(3) }, () => random.pick(LANES))];
  return [server(), ...(random.int(2) === 0 ? [server()] : []), ...(random.int(2) === 0 ? [[random.pick(LANES)]] : [])];
}

/** One thing after the other, beside which the same process may do more. */
type Lane = (part: { store: Store; name: string; seen: Seen; random: Random }) => Promise<void>;

const writer: Lane = async ({ store, name, seen, random }) => {
  await writeSome(store, name, seen, 1 + random.int(3));
};

const LANES: readonly Lane[] = [
  writer,
  async function server({ store, name, seen }) {
    await writeSome(store, name, seen, 4);
    await store.maintain();
  },
  async function packer({ store }) {
    await store.maintain();
    await store.maintain();
  },
  async function checkpointer({ store, random }) {
    await store.maintain({ force: true });
    if (random.int(2) === 0) await store.maintain({ force: true });
  },
  async function author({ store, name, seen, random }) {
    const blobs = 1 + random.int(4);
    for (let i = 0; i < blobs; i++) {
      const sha = await store.putBlob(`${name}-${i}`);
      seen.blobs.push({ who: name, path: blobPath(sha) });
    }
  },
  async function reader({ store, name, seen, random }) {
    const times = 1 + random.int(3);
    for (let i = 0; i < times; i++) {
      await store.refresh();
      look(store, name, seen);
    }
  },
  async function historian({ store, name, seen, random }) {
    const [from, to] = [1 + random.int(3), store.state.seq];
    const commits = [];
    for await (const { seq, sum } of store.history({ from, reverse: random.int(2) === 0 })) commits.push({ seq, sum });
    commits.sort((a, b) => a.seq - b.seq);
    seen.histories.push({ who: name, from, to, commits });
    look(store, name, seen);
  },
];

async function writeSome(store: Store, name: string, seen: Seen, writes: number): Promise<void> {
  for (let i = 0; i < writes; i++) {
    const op = `${name}-${i}`;
    const { seq, value } = await operate(store, op);
    seen.acks.push({ op, seq: seq ?? -1, id: value });
    look(store, name, seen);
  }
}

function operate(store: Store, op: string) {
  return store.write({ command: 'operate', actor: signer }, (tx) => {
    tx.put<string>('op', op, {});
    return tx.nextId('n');
  });
}

function look(store: Store, who: string, seen: Seen): void {
  const { state } = store;
  const counter = state.get('counter', 'n')?.last ?? 0;
  seen.views.push({ who, seq: state.seq, head: headOf(store), ops: state.size('op'), counter });
}

/** The sum of the last commit is no part of the public state, but tells most about it. */
function headOf(store: Store): string {
  return store.state.seq === 0 ? '' : (store.state as unknown as { head: string }).head;
}

function options(random: Random, name: string): StoreOptions {
  let next = 0;
  return {
    dir: name,
    now: () => 1_700_000_000_000,
    ids: () => `${name}-${next++}-${random.int(1e9)}`,
    segmentSize: SIZE,
    checkpointEvery: 1_000_000,
    deadlineMs: Number.POSITIVE_INFINITY,
  };
}
