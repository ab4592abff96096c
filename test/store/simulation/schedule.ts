import { openStore, type Store, type StoreOptions } from '../../../src/store/index.ts';
import { type Random, seeded } from '../../support/random.ts';
import { judge, type Seen } from './checker.ts';
import { type Actor, createScheduler } from './scheduler.ts';
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
 * One schedule: a handful of processes on one store, in an order that the seed decides. Returns what went wrong.
 * `settle` makes the place where it happens from the files to begin with: memory, or a real folder.
 */
export async function runSchedule(
  seed: number,
  beginning: Files,
  { plant, settle = inMemory }: { plant?: Plant; settle?: (files: Files) => Place } = {},
): Promise<string[]> {
  const random = seeded(seed);
  const place = settle(new Map(beginning));
  const scheduler = createScheduler(random);
  const seen: Seen = { acks: [], views: [] };
  const count = 2 + random.int(3);
  for (let i = 0; i < count; i++) {
    const play = roles[i === 0 ? 0 : random.int(roles.length)] as Role;
    scheduler.start(`${play.name}-${i}`, async (actor) => {
      const backend = steppedBackend(place, scheduler, actor, plant);
      const timing = { monotonic: () => 0, sleep: () => scheduler.gate(actor), random: random.next };
      const store = await openStore({ ...options(random, actor.name), backend, timing });
      look(store, actor, seen);
      await play({ store, actor, seen, random });
      look(store, actor, seen);
    });
  }
  try {
    await scheduler.run();
  } catch (error) {
    return [`an actor failed: ${String(error)}`];
  }
  return judge(place.files(), seen, SIZE);
}

type Role = (part: { store: Store; actor: Actor; seen: Seen; random: Random }) => Promise<void>;

const roles: Role[] = [
  async function writer({ store, actor, seen, random }) {
    await writeSome(store, actor, seen, 1 + random.int(3));
  },
  async function server({ store, actor, seen }) {
    await writeSome(store, actor, seen, 4);
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
  async function reader({ store, actor, seen, random }) {
    const times = 1 + random.int(3);
    for (let i = 0; i < times; i++) {
      await store.refresh();
      look(store, actor, seen);
    }
  },
];

async function writeSome(store: Store, actor: Actor, seen: Seen, writes: number): Promise<void> {
  for (let i = 0; i < writes; i++) {
    const op = `${actor.name}-${i}`;
    const { seq, value } = await operate(store, op);
    seen.acks.push({ op, seq: seq ?? -1, id: value });
    look(store, actor, seen);
  }
}

function operate(store: Store, op: string) {
  return store.write({ command: 'operate', actor: signer }, (tx) => {
    tx.put<string>('op', op, {});
    return tx.nextId('n');
  });
}

function look(store: Store, actor: Actor, seen: Seen): void {
  const { state } = store;
  const counter = state.get('counter', 'n')?.last ?? 0;
  seen.views.push({ who: actor.name, seq: state.seq, head: headOf(store), ops: state.size('op'), counter });
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
  };
}
