import type { Socket } from 'node:net';
import { present } from '../../../base/present.ts';
import type { PostgresAddress } from './address.ts';
import { askServer, type ServerConnection } from './ask.ts';
import { connectPostgres } from './connect.ts';
import { codedError } from './failure.ts';
import { listenAtServer } from './listen.ts';
import { passwordMs } from './password.ts';
import { relayFolder, shareNotifications } from './relay.ts';
import { timeLimit } from './time-limit.ts';

/** Maximum time for one answer, in milliseconds: in a process that goes on, and in one that a person waits for. */
const ANSWER_MS = { usual: 15_000, brief: 3_000 };

export interface PoolOptions {
  /** Whether connections keep the process alive only during calls. They end soon after the last call. */
  brief?: boolean;
  /** Whether a call also waits for the program that prints the password. Default true; hooks don't have the time. */
  waitsForPassword?: boolean;
  /** Returns the connections to the server. Tests replace it. */
  open?: typeof connectPostgres;
  /** The order of the calls on the connection. Tests replace it. */
  order?: CallOrder;
  /** The folder in which the processes of this user share one connection for notifications. */
  home?: string;
}

/** Opens the connections of this process to a server at the first call, and again after they were dropped. */
export function createPool(
  address: PostgresAddress,
  { brief = false, waitsForPassword = true, open = connectPostgres, order = createOrder(), home }: PoolOptions,
) {
  let connection: ServerConnection | undefined;
  /** The last connection that has given an answer, and so needs no password any more. */
  let accepted: ServerConnection | undefined;
  const sockets = brief ? new Set<Socket>() : undefined;
  const opened = () => {
    const ended = () => {
      if (connection === own) connection = undefined;
    };
    const own: ServerConnection = { sql: openCounted(address, { ...present({ sockets }), ended }), isDirect: false };
    return own;
  };
  const connected = () => (connection ??= opened());
  const drop = (seconds: number) => {
    connection?.sql.end({ timeout: seconds }).catch(() => {});
    connection = undefined;
  };
  const alive = sockets && aliveDuring(sockets, () => drop(1));
  const tally = { open: 0, opened: 0 };
  const openCounted: typeof connectPostgres = (at, more) => open(at, { tally, ...more });
  const notifications =
    home === undefined
      ? listenAtServer(address, { open: openCounted })
      : shareNotifications(
          relayFolder(home, address.database),
          listenAtServer(address, { open: openCounted, lingerMs: 0 }),
        );

  return {
    connected,

    /** Sends single statements. */
    ask: () => askServer(connected()),

    /**
     * Makes a call and waits for its answer. The client library never settles some calls whose connection ended. Then all
     * connections are dropped, and the call counts as lost.
     * @param isAlone whether the call is a transaction of several requests. All calls share a connection, and a request of
     *   another call would be part of the transaction: taken back with it, although its caller has its answer.
     *   Behind a pooler, each call is alone: a process that dies with several unanswered requests would give others its answers.
     */
    async inTime<T>(make: () => Promise<T>, isAlone = false): Promise<T> {
      const own = connected();
      const most = ANSWER_MS[brief ? 'brief' : 'usual'] + (waitsForPassword && own !== accepted ? passwordMs() : 0);
      const call = isAlone || !own.isDirect ? order.alone(make) : order.together(make);
      let ended = noop;
      const done = alive?.();
      const late = new Promise<never>((_, reject) => {
        ended = timeLimit(most, () => {
          drop(0);
          order.forget();
          reject(codedError('CONNECT_TIMEOUT'));
        });
      });
      try {
        const answer = await Promise.race([call, late]);
        accepted = own;
        return answer;
      } finally {
        ended();
        done?.();
        call.catch(() => {});
      }
    },

    listen: notifications.listen,

    connections: () => tally.open,

    async close(): Promise<void> {
      await Promise.all([notifications.close(), connection?.sql.end({ timeout: 1 })]);
      connection = undefined;
    },
  };
}

/** Time without a call after which the connections of a process that a person waits for end, in milliseconds. */
const IDLE_MS = 1_000;

/**
 * Returns a function to call before each call to the server, and while something listens. The function that it returns
 * is called afterwards. Between calls, the sockets don't keep the process alive, and after {@link IDLE_MS} without a
 * call, `end` is called.
 */
function aliveDuring(sockets: ReadonlySet<Socket>, end: () => void): () => () => void {
  let calls = 0;
  let timer: NodeJS.Timeout | undefined;
  return () => {
    let isOver = false;
    calls++;
    clearTimeout(timer);
    for (const socket of sockets) socket.ref();
    return () => {
      if (isOver) return;
      isOver = true;
      if (--calls > 0) return;
      for (const socket of sockets) socket.unref();
      timer = setTimeout(end, IDLE_MS).unref();
    };
  };
}

/** The order of the calls on one connection: most of them are made together, and some alone. */
export interface CallOrder {
  /** Makes a call once no call is made alone. */
  together<T>(make: () => Promise<T>): Promise<T>;
  /** Makes a call once all calls before it have their answers. The next ones wait for its answer. */
  alone<T>(make: () => Promise<T>): Promise<T>;
  /** Waits for none of the present calls any more. */
  forget(): void;
}

export function createOrder(): CallOrder {
  let turn: Promise<unknown> = Promise.resolve();
  let calls = new Set<Promise<unknown>>();
  const settled = <T>(call: Promise<T>) => call.then(noop, noop);
  /** A call that has waited for one that was forgotten counts as lost: now, it would be in nobody's order. */
  const current = <T>(make: () => Promise<T>) => {
    const known = calls;
    return () => (known === calls ? make() : Promise.reject(codedError('CONNECT_TIMEOUT')));
  };
  return {
    together<T>(make: () => Promise<T>): Promise<T> {
      const call = turn.then(current(make));
      const [mine, end] = [calls, settled(call)];
      mine.add(end);
      void end.then(() => mine.delete(end));
      return call;
    },
    alone<T>(make: () => Promise<T>): Promise<T> {
      const call = Promise.all([turn, ...calls]).then(current(make));
      turn = settled(call);
      return call;
    },
    forget(): void {
      turn = Promise.resolve();
      calls = new Set();
    },
  };
}

const noop = (): void => {};
