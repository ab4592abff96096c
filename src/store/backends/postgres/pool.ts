import type { Socket } from 'node:net';
import type { Sql } from 'postgres';
import { present } from '../../../base/present.ts';
import type { PostgresAddress } from './address.ts';
import { aliveDuring } from './alive-during.ts';
import { askOften, askOnce } from './ask.ts';
import { connect } from './connect.ts';

/** Maximum time for one answer, in milliseconds: in a process that goes on, and in one that a person waits for. */
const ANSWER_MS = { usual: 15_000, brief: 3_000 };

export interface PoolOptions {
  /** Whether connections keep the process alive only during calls. They end soon after the last call. */
  brief?: boolean;
  /** Returns the connections to the server. Tests replace it. */
  open?: typeof connect;
}

/** Opens the connections of this process to a server at the first call, and again after they were dropped. */
export function createPool(address: PostgresAddress, { brief = false, open = connect }: PoolOptions) {
  let pool: Sql | undefined;
  const sockets = brief ? new Set<Socket>() : undefined;
  const sql = () => (pool ??= open(address, { ...present({ sockets }) }));
  const drop = (seconds: number) => {
    pool?.end({ timeout: seconds }).catch(() => {});
    pool = undefined;
  };
  const alive = sockets && aliveDuring(sockets, () => drop(1));

  return {
    sql,

    /** Sends single statements. A process that a person waits for uses each of them once or twice. */
    ask: () => (brief ? askOnce : askOften)(sql()),

    /**
     * Waits for a call's answer. The client library never settles some calls whose connection ended. Then all
     * connections are dropped, and the call counts as lost.
     */
    async inTime<T>(call: Promise<T>): Promise<T> {
      let timer: NodeJS.Timeout | undefined;
      const done = alive?.();
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => {
            drop(0);
            reject(Object.assign(new Error('no answer'), { code: 'CONNECT_TIMEOUT' }));
          },
          ANSWER_MS[brief ? 'brief' : 'usual'],
        );
      });
      try {
        return await Promise.race([call, late]);
      } finally {
        clearTimeout(timer);
        done?.();
        call.catch(() => {});
      }
    },

    /**
     * Calls `changed` after each notification of a channel, and after a reconnection, because notifications may have
     * been missed meanwhile.
     * @returns a function that ends this
     */
    listen(channel: string, changed: () => void): () => void {
      const listening = sql().listen(channel, changed, changed);
      listening.catch(() => {});
      const done = alive?.();
      return () => {
        void listening.then(({ unlisten }) => unlisten()).catch(() => {});
        done?.();
      };
    },

    async close(): Promise<void> {
      await pool?.end({ timeout: 1 });
      pool = undefined;
    },
  };
}
