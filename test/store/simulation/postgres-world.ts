import { readPostgresAddress } from '../../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../../src/store/backends/postgres/backend.ts';
import { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import type { CallOrder } from '../../../src/store/backends/postgres/pool.ts';
import { makeTables } from '../../../src/store/backends/postgres/table.ts';
import type { Backend } from '../../../src/store/index.ts';
import type { PostgresServer } from '../../support/postgres.ts';
import type { Random } from '../../support/random.ts';
import { PATIENT } from '../../support/s3-fake.ts';
import { createTurns, type Sql, type Turns } from './postgres-turns.ts';
import type { Around, Files, Place } from './world.ts';

export interface PostgresWorld {
  /** Puts the files of a schedule into a queue of their own. */
  settle(files: Files): Promise<Place>;
  /** Number of turns that writers had so far. */
  readonly turns: number;
  end(): Promise<void>;
}

/** Schedules on a real server, whose requests and answers get lost. Each attempt is a step. */
export async function inPostgres(server: PostgresServer): Promise<PostgresWorld> {
  const addressOf = (store: string) => readPostgresAddress(server.address(store));
  const sql = connectPostgres(addressOf('any'));
  await makeTables(sql);
  let number = 0;
  let turnsSoFar = 0;
  return {
    end: () => sql.end(),
    get turns() {
      return turnsSoFar;
    },
    async settle(files) {
      const store = `s${number++}`;
      const rows = [...files].map(([path, { data }]) => ({ store, path, piece: 0, data: Buffer.from(data) }));
      if (rows.length > 0) await sql`insert into backlog_files ${sql(rows, 'store', 'path', 'piece', 'data')}`;
      const { over, end } = ending();
      const turns = createTurns(() => {
        turnsSoFar++;
        return connectPostgres(addressOf(store));
      });
      return {
        backend: (around) => {
          const step: Around['step'] = (what) => Promise.race([around.step(what), over]);
          const manner = around.random.pick(MANNERS);
          const sqlOfActor = unreliableSql(sql, turns, { ...around, step, manner });
          const order = around.plant === 'call in the transaction of another one' ? { order: NO_ORDER } : {};
          const backend = postgresBackend(addressOf(store), { timing: PATIENT, open: () => sqlOfActor, ...order });
          return manner === 'long' ? writingLong(backend) : backend;
        },
        async files() {
          end();
          await turns.endAll();
          const found = await sql<{ path: string; data: Buffer }[]>`
            delete from backlog_files where store = ${store} returning path, data`;
          const sorted = found.sort((a, b) => (a.path < b.path ? -1 : 1));
          return new Map(sorted.map(({ path, data }) => [path, { data, modified: 0 }]));
        },
      };
    },
  };
}

/** How an actor writes: `older` without the function that appends, `long` with commits that are too long for it. */
const MANNERS = ['usual', 'usual', 'usual', 'usual', 'older', 'long'] as const;
type Manner = (typeof MANNERS)[number];

/** A commit that is too long to be appended is made in a turn, too, where the writer finds out. */
function writingLong(backend: Backend): Backend {
  return {
    ...backend,
    append: async () => 'unsure',
    appendInTurn: (turn) =>
      backend.appendInTurn!({
        ...turn,
        make(missing) {
          turn.make(missing);
          return null;
        },
      }),
  };
}

/** Sends each call at once, also while a transaction of the same process is open on the connection. */
const NO_ORDER: CallOrder = { together: (make) => make(), alone: (make) => make(), forget: () => {} };

/**
 * Returns a promise that fails when the schedule ends. Calls of killed actors wait for it: without it, they would wait for
 * their turn again every few seconds, for ever.
 */
function ending(): { over: Promise<never>; end: () => void } {
  let end = () => {};
  const over = new Promise<never>((_, reject) => {
    end = () => reject(new Error('the schedule is over'));
  });
  over.catch(() => {});
  return { over, end };
}

/** Loses some statements before they reach the server, and some answers. The caller can't distinguish them. */
function unreliableSql(sql: Sql, turns: Turns, { step, during, random, manner }: Around & { manner: Manner }): Sql {
  const actor = {};
  // A process has one connection. What it sends while it has its turn is part of that transaction.
  const connection = () => turns.of(actor) ?? sql;
  const lossy = async (text: string, values: readonly unknown[], run: (on?: Sql) => Promise<unknown>) => {
    await step(nameOf(text, values));
    if (manner === 'older' && /\bbacklog_append_/.test(text))
      throw Object.assign(new Error('planted'), { code: '42883' });
    const fault = faultOf(random);
    // The server ends a transaction with its connection, but not a statement that has arrived.
    if (fault === 'late' && !turns.of(actor))
      step('late')
        .then(() => during(run(sql)))
        .catch(() => {});
    if (fault === 'request' || fault === 'late') throw lost();
    const answer = await during(run());
    if (fault === 'answer') throw lost();
    return answer;
  };
  const call = (first: TemplateStringsArray | object[], ...rest: unknown[]) =>
    'raw' in first
      ? lossy(first.join('?'), rest, async (on = connection()) => on(first, ...(rest as never[])))
      : (sql as unknown as (...words: unknown[]) => unknown)(first, ...rest);
  /** Sends a statement of the actor's turn on the connection of the turn. */
  const inTurn = async (text: string) => {
    const own = turns.of(actor);
    if (!own) throw lost();
    return own.unsafe(text);
  };
  let begun: Promise<unknown> = Promise.resolve();
  const send = async (text: string, rest: unknown[]) => {
    const named = [text.match(/log\/\d+/)?.[0]];
    if (text === 'rollback') return during(turns.end(actor));
    if (/^\s*begin\b/.test(text)) {
      // A connection that is lost before the transaction begins leaves nothing of it.
      begun = lossy(text, named, async (late) => late ?? turns.open(actor).unsafe(text));
      return begun;
    }
    if (/\bpg_advisory_xact_lock\(/.test(text)) {
      // It is sent at the same time, on the same connection.
      await begun;
      await turns.begin(actor, { step, during });
      return lossy(text, named, () => inTurn(text));
    }
    if (!/; commit$/.test(text))
      return lossy(text, named, async (on = connection()) => on.unsafe(text, ...(rest as [])));
    return lossy(text, named, async () => {
      const answer = await inTurn(text);
      await turns.end(actor);
      return answer;
    });
  };
  const unsafe: Sql['unsafe'] = (text, ...rest) => {
    const answer = send(text, rest);
    return Object.assign(answer, { forEach: async (each: Each) => eachRow((await answer) as object[], each) }) as never;
  };
  // A killed actor gets no answer, and its time limit ends its connections.
  return Object.assign(call, { unsafe, end: async () => undefined }) as unknown as Sql;
}

type Each = (row: object, result: object) => void;

/** Calls a function for the rows of one statement, or of several. */
function eachRow<Answer extends readonly object[]>(answer: Answer, each: Each): Answer {
  const results = (Array.isArray(answer[0]) ? answer : [answer]) as readonly object[][];
  for (const result of results) for (const row of result) each(row, result);
  return answer;
}

/** What gets lost: the request, the answer, or both, and the request arrives after others. */
function faultOf(random: Random): 'request' | 'answer' | 'late' | undefined {
  return ([...Array<undefined>(15), 'request', 'answer', 'late'] as const)[random.int(18)];
}

/** Names a statement as the calls of a backend are named: `put log`, `list history`, … */
function nameOf(text: string, values: readonly unknown[]): string {
  const path = values.find((value) => typeof value === 'string' && /^(log|history|checkpoints|blobs)/.test(value));
  const what = /\binsert into\b|\bbacklog_append/.test(text)
    ? 'put'
    : /^\s*delete\b/.test(text)
      ? 'delete'
      : /split_part/.test(text)
        ? 'list'
        : 'get';
  return `${what} ${String(path ?? '').split('/')[0]}`;
}

function lost(): Error {
  return Object.assign(new Error('planted'), { code: 'CONNECTION_CLOSED' });
}
