import { readPostgresAddress } from '../../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../../src/store/backends/postgres/backend.ts';
import { connect } from '../../../src/store/backends/postgres/connect.ts';
import { makeTables } from '../../../src/store/backends/postgres/table.ts';
import type { PostgresServer } from '../../support/postgres.ts';
import type { Random } from '../../support/random.ts';
import { PATIENT } from '../../support/s3-fake.ts';
import type { Around, Files, Place } from './world.ts';

type Sql = ReturnType<typeof connect>;

export interface PostgresWorld {
  /** Puts the files of a schedule into a queue of their own. */
  settle(files: Files): Promise<Place>;
  end(): Promise<void>;
}

/** Schedules on a real server, whose requests and answers get lost. Each attempt is a step. */
export async function inPostgres(server: PostgresServer): Promise<PostgresWorld> {
  const addressOf = (store: string) => readPostgresAddress(server.address(store));
  const sql = connect(addressOf('any'));
  await makeTables(sql);
  let number = 0;
  return {
    end: () => sql.end(),
    async settle(files) {
      const store = `s${number++}`;
      const rows = [...files].map(([path, { data }]) => ({ store, path, piece: 0, data: Buffer.from(data) }));
      if (rows.length > 0) await sql`insert into backlog_files ${sql(rows, 'store', 'path', 'piece', 'data')}`;
      const { over, end } = ending();
      return {
        backend: (around) => {
          const step: Around['step'] = (what) => Promise.race([around.step(what), over]);
          // A turn is a transaction of a connection of its own. All schedules share one.
          const { appendInTurn: _, ...backend } = postgresBackend(addressOf(store), {
            timing: PATIENT,
            open: () => unreliableSql(sql, { ...around, step }),
          });
          return backend;
        },
        async files() {
          end();
          const found = await sql<{ path: string; data: Buffer }[]>`
            delete from backlog_files where store = ${store} returning path, data`;
          const sorted = found.sort((a, b) => (a.path < b.path ? -1 : 1));
          return new Map(sorted.map(({ path, data }) => [path, { data, modified: 0 }]));
        },
      };
    },
  };
}

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
function unreliableSql(sql: Sql, { step, during, random }: Around): Sql {
  const lossy = async (text: string, values: readonly unknown[], run: () => Promise<unknown>) => {
    await step(nameOf(text, values));
    const fault = faultOf(random);
    if (fault === 'request') throw lost();
    const answer = await during(run());
    if (fault === 'answer') throw lost();
    return answer;
  };
  const call = (first: TemplateStringsArray | object[], ...rest: unknown[]) =>
    'raw' in first
      ? lossy(first.join('?'), rest, async () => sql(first, ...(rest as never[])))
      : (sql as unknown as (...words: unknown[]) => unknown)(first, ...rest);
  const unsafe: Sql['unsafe'] = (text, ...rest) =>
    lossy(text, [text.match(/log\/\d+/)?.[0]], async () => sql.unsafe(text, ...rest)) as never;
  // A killed actor gets no answer, and its time limit ends its connections.
  return Object.assign(call, { unsafe, end: async () => undefined }) as unknown as Sql;
}

function faultOf(random: Random): 'request' | 'answer' | undefined {
  return ([...Array<undefined>(10), 'request', 'answer'] as const)[random.int(12)];
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
