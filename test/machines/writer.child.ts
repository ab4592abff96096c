import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decideEdit, runHolder } from '../../src/claims/index.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { claimOf } from '../../src/runs/find-run.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { isDamage } from '../../src/store/failure.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { commitPath } from '../../src/store/layout.ts';
import { COMMIT_VERSION, seal } from '../../src/store/log/commit.ts';
import { type Claiming, claimsHeld, grantClaim, releaseClaims, renewLeases } from '../../src/work/claim/claims.ts';
import { claimSilence } from '../../src/work/claim/lease-facts.ts';
import { isAlive, processId } from '../../src/work/processes/processes.ts';
import { seeded } from '../support/random.ts';
import { authorOf, FORGED, FORGES } from './authors.ts';
import type { Event } from './events.ts';
import { FILES, SCOPES } from './scopes.ts';

/**
 * One of the processes of a machine: writes, claims, lands, reads and packs until it is ended.
 * `writer.child <dir> <name> <machine> <seed> <file for events>`
 */
const [dir = '', name = '', machine = '', seed = '', file = ''] = process.argv.slice(2);
const random = seeded(Number(seed));
const holder = runHolder(name);
const actor = { kind: 'ai', name: authorOf(Number(machine)) } as const;
const out = openSync(file, 'a');
const clock = () => Number(process.hrtime.bigint()) / 1e6;
const record = (event: Omit<Event, 'who' | 'machine'>) =>
  writeSync(out, `${JSON.stringify({ who: name, machine: Number(machine), ...event })}\n`);

type Found = Partial<Event>;
type Act = (store: Store) => Promise<Found>;

/** The fences of the claims that this run got. It tries to land with the oldest one, too. */
const fences: number[] = [];
let count = 0;

const claiming = (store: Store): Claiming => ({
  caller: { actor, holder, renewer: processId() },
  alive: isAlive,
  silentFor: claimSilence(store),
  otherHost: () => undefined,
  elsewhere: () => undefined,
  caseInsensitive: () => false,
  locate: () => [],
  repositories: { all: [], here: undefined },
});

const add = async (store: Store, more: object = {}): Promise<Found> => {
  const op = `${name}-${count++}`;
  const { seq, value } = await store.write({ command: 'add', actor }, (tx) => {
    const id = tx.nextId('n');
    tx.put<string>('op', op, { id, text: 'x'.repeat(random.int(300)), ...more });
    return id;
  });
  return { op, seq: seq!, id: value };
};

const ACTS: Readonly<Record<Event['what'], Act | undefined>> = {
  add: (store) => add(store),

  /**
   * The body is stored before the commit that names it. Others collect garbage meanwhile, and sometimes this process does,
   * so that it happens in between however slow the machine is. A service without conditions needs two sweeps to delete.
   */
  async document(store) {
    // A shorter upload at the same time ends first, and must not touch the rows of the longer one.
    const lengths = random.int(4) === 0 ? [2_500_000, 1_500_000] : [random.int(3_000)];
    const put = (length: number) => store.putBlob(Buffer.alloc(length, `${name} ${count} `));
    const [sha] = (await Promise.all(lengths.map(put))) as [string];
    if (random.int(3) === 0) for (let sweep = 0; sweep < 2; sweep++) await store.maintain({ force: true });
    else await wait(random.int(200));
    return { ...(await add(store, { sha })), sha };
  },

  async body(store) {
    await store.refresh();
    const named = Array.from(store.state.all('op'), ([, op]) => op.sha as string | undefined).filter(Boolean);
    if (named.length === 0) return {};
    const sha = random.pick(named.slice(-20))!;
    await store.getBlob(sha);
    return { sha };
  },

  async claim(store) {
    const scope = random.pick(SCOPES).map((glob) => ({ glob }));
    const { seq, value } = await store.write({ command: 'claim', actor }, (tx) => {
      releaseClaims(tx, (claim) => claim.holder === holder);
      return grantClaim(tx, claiming(store), { scope });
    });
    fences.push(value.fence);
    return { seq: seq! };
  },

  async release(store) {
    const { seq } = await store.write({ command: 'release', actor }, (tx) => {
      releaseClaims(tx, (claim) => claim.holder === holder);
    });
    return seq === null ? {} : { seq };
  },

  async renew(store) {
    await store.refresh();
    await renewLeases(store, (one) => one === holder, Date.now());
    return {};
  },

  async land(store) {
    const fence = fences.splice(random.int(fences.length), 1)[0];
    if (fence === undefined) return {};
    const { seq } = await store.write({ command: 'land', actor }, (tx) => {
      const claim = claimOf(tx, { id: name as never, fence });
      if (!claim) throw new BacklogError('claimed', 'the claim is gone');
      tx.put<string>('landing', `${name}-${fence}`, { holder, fence, scope: claim.scope });
    });
    return seq === null ? {} : { seq };
  },

  async edit(store) {
    await store.refresh();
    const path = random.pick(FILES);
    const decision = decideEdit({
      ...{ now: Date.now(), alive: isAlive, processesOf: () => [], silentFor: claimSilence(store) },
      ...{
        held: claimsHeld(store.state),
        holder,
        files: [{ path }],
        outsideScope: 'allow',
        caseInsensitive: () => false,
      },
    });
    return { path, allowed: decision.verdict !== 'deny', seq: store.state.seq };
  },

  async look(store) {
    await store.refresh();
    return seen(store);
  },

  async open() {
    const fresh = await openStore({ dir });
    try {
      return seen(fresh);
    } finally {
      await fresh.close();
    }
  },

  async history(store) {
    const first = 1 + random.int(Math.max(1, store.state.seq));
    const sums: string[] = [];
    for await (const { sum } of store.history({ from: first, to: first + 40, quiet: true })) sums.push(sum);
    return { first, sums };
  },

  /** Signs as another machine, by the store or by SQL. Recorded is whether the server allowed it. */
  async forge(store) {
    const other = { kind: 'ai', name: authorOf(Number(machine) === 0 ? 1 : 0) } as const;
    const op = `${FORGED}${name}-${count++}`;
    try {
      if (random.int(2) === 0) await insertForged(store, op, other);
      else await store.write({ command: 'add', actor: other }, (tx) => tx.put<string>('op', op, { id: 0 }));
      return { op, allowed: true };
    } catch (error) {
      if (error instanceof BacklogError && error.code !== 'forbidden') throw error;
      return { op, allowed: false };
    }
  },

  async pack(store) {
    await store.maintain({ force: random.int(2) === 0 });
    return {};
  },
};

const OFTEN: Readonly<Record<Event['what'], number>> = {
  ...{ add: 10, document: 3, body: 3, claim: 8, release: 2, renew: 6, land: 4, edit: 6, look: 3, open: 1, history: 2 },
  pack: 1,
  forge: process.env[FORGES] ? 4 : 0,
};
const BAG = (Object.keys(OFTEN) as Event['what'][]).flatMap((what) => Array<Event['what']>(OFTEN[what]).fill(what));

/** Inserts the row of a commit that follows the last one and is sound but for its author. */
async function insertForged({ state }: Store, op: string, author: { kind: 'ai'; name: string }): Promise<void> {
  const { address } = JSON.parse(readFileSync(join(dir, 'store.json'), 'utf8')) as { address: string };
  const { head } = state as unknown as { head: string };
  const { commit, line } = seal({
    ...{ v: COMMIT_VERSION, seq: state.seq + 1, tx: op, prev: head, at: new Date().toISOString(), actor: author },
    ...{ command: 'add', changes: [{ kind: 'op', id: op, before: null, after: { id: 0 } }] },
  } as never);
  const to = readPostgresAddress(address);
  const sql = connectPostgres(to);
  try {
    await sql`insert into backlog_files (store, path, piece, data)
      values (${to.store}, ${commitPath(commit.seq)}, 0, ${Buffer.from(`${line}\n`)})`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function seen({ state }: Store): Found {
  const { seq } = state;
  if (seq === 0) return { seq, head: '', ops: 0, last: 0 };
  const { head } = state as unknown as { head: string };
  return { seq, head, ops: state.size('op'), last: Number(state.get('counter', 'n')?.last ?? 0) };
}

/** A refusal is no failure, and a server without an answer is no mistake. */
function endOf(error: unknown): Event['end'] {
  const code = error instanceof BacklogError && !isDamage(error) ? (error as BacklogError).code : '';
  if (code === 'claimed') return 'refused';
  return ['store', 'contention', 'unconfirmed'].includes(code) ? 'failed' : 'wrong';
}

/** Does one thing. @returns false if it failed */
async function act(store: Store | undefined, what: Event['what'], work: () => Promise<Found>): Promise<boolean> {
  const from = clock();
  try {
    const found = await work();
    record({ from, to: clock(), what, end: 'done', ...found });
    return true;
  } catch (error) {
    const why = error instanceof Error ? (error instanceof BacklogError ? error.message : String(error.stack)) : '';
    const end = endOf(error);
    record({ from, to: clock(), what, end, why });
    if (isDamage(error) && store) process.exit(3);
    return end === 'refused';
  }
}

let store: Store | undefined;
while (!store) {
  await act(undefined, 'open', async () => {
    store = await openStore({ dir, checkpointEvery: 40, deadlineMs: 15_000 });
    return seen(store);
  });
  if (!store) await wait(200 + random.int(300));
}
const open: Store = store;
for (;;) {
  const what = random.pick(BAG);
  const went = await act(open, what, () => ACTS[what]!(open));
  await wait(went ? random.int(250) : 100 + random.int(300));
}
