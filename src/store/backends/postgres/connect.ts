import { Socket } from 'node:net';
import postgres, { type Sql } from 'postgres';
import type { PostgresAddress } from './address.ts';
import { codedError } from './failure.ts';
import { PASSWORD_COMMAND, passwordCommand, passwordFor, passwordMs } from './password.ts';
import { timeLimit } from './time-limit.ts';

/** Number of connections of one process, besides the one that listens. Calls at the same time follow each other at once. */
const CONNECTIONS = 1;
/** Milliseconds until a host counts as unreachable that accepts no connection. */
const REACH_MS = 2_000;
/**
 * Seconds until an attempt to connect fails, without the time of a program that prints the password. On a busy machine, a
 * server that accepts at once needs long for its first answer, and so does this process for reading it.
 */
const CONNECT_S = 15;
/** Seconds until an unused connection closes. Connecting again takes two round trips, with TLS four. */
export const IDLE_S = 10;

/**
 * The curves of a TLS key exchange. The client offers a key for the first one only, and a server that accepts only
 * others costs a second round trip. Until version 17, PostgreSQL accepts only P-256 by default.
 */
const CURVES = 'P-256:X25519:P-384:P-521';

interface ConnectOptions {
  /** The pool adds its sockets here, and leaves their end to the caller. */
  sockets?: Set<Socket>;
  /** Counts the open sockets, and all that were ever opened, which go to one host after the other. */
  tally?: { open: number; opened: number };
  /** Called for notifications. Such a pool keeps no process alive. */
  onnotify?(channel: string): void;
  /** Called when a connection ends that the server had accepted. With this function, the pool makes no second one. */
  ended?(): void;
}

/**
 * Returns a pool of connections. It connects at the first query.
 *
 * The client library gives the next connection of a pool what is left of the last one. A statement that is sent between
 * the error of a connection and its end is answered by the next statement's answer, or never. So a caller that goes on
 * after a loss asks with `ended`, and makes another pool.
 * @throws BacklogError `usage` for a command for the password that cannot be read
 */
export function connectPostgres(
  { database, socket }: PostgresAddress,
  { sockets, tally, onnotify, ended }: ConnectOptions = {},
): Sql {
  const command = process.env[PASSWORD_COMMAND];
  if (command) passwordCommand(command);
  // The client library's own timers would keep a process alive.
  const own = (sockets ?? onnotify) && { idle_timeout: 0, max_lifetime: 0 };
  const tls = encryption(database);
  const session: Session = {
    socket: undefined,
    isBegun: false,
    isLast: false,
    ended() {
      if (!ended || !session.isBegun) return;
      session.isLast = true;
      void pool.end({ timeout: 0 });
      ended();
    },
  };
  const pool = postgres(database, {
    max: CONNECTIONS,
    // Callers wait between their attempts. By default, the next one could begin 20 seconds after the server is back.
    backoff: () => 0,
    connect_timeout: CONNECT_S + passwordMs() / 1000,
    idle_timeout: IDLE_S,
    onnotice: () => {},
    // A pooler may give each statement to another connection, which lacks what was prepared. The client library then
    // repeats the statement, and a file got another content.
    prepare: false,
    // Nothing here needs the types that a database defines itself, so the query for them is saved.
    fetch_types: false,
    types: { bytea: BYTES },
    // A role may have another default, with which a crash of the server loses acknowledged commits.
    connection: {
      application_name: new URL(database).searchParams.get('application_name') ?? 'backlog',
      synchronous_commit: 'on',
    },
    ...(socket === undefined ? {} : { host: socket }),
    ...tls,
    ...own,
    // Behind a pooler, one that dies with several unanswered requests would give others their answers.
    ...(onnotify && { onnotify, max_pipeline: 0 }),
    // The server sends parameters once it has accepted the user.
    onparameter: () => {
      session.isBegun = true;
    },
    // The client library would prepare a second pool, for changes of tables that nobody reads here.
    ...({
      socket: opener({ sockets, tally, session, isBehind: onnotify !== undefined, needsTls: tls.ssl !== undefined }),
      no_subscribe: true,
    } as object),
    // The client library would write a late password to a connection that has ended, which ends the process, or to the next.
    async password() {
      const { socket } = session;
      const password = await passwordFor(database);
      return socket?.destroyed === false && socket === session.socket ? password : new Promise<never>(() => {});
    },
  });
  return pool;
}

/** The type of bytes. The client library itself reads only the form of the default `bytea_output`. */
const BYTES = {
  ...{ to: 17, from: [17] },
  serialize: (bytes: Buffer) => `\\x${bytes.toString('hex')}`,
  parse: (text: string) => (text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex') : unescaped(text)),
};

const [BACKSLASH, ZERO] = [0x5c, 0x30];

/**
 * Reads bytes in the form of `bytea_output = escape`: ASCII, with octal numbers for other bytes. A function call for each
 * byte would take a second for 3 MB, and on a busy machine longer than the time in which a server has to answer.
 */
function unescaped(text: string): Buffer {
  const from = Buffer.from(text, 'latin1');
  const digit = (at: number) => from[at]! - ZERO;
  let length = 0;
  for (let at = 0; at < from.length; at++) {
    let byte = from[at]!;
    if (byte === BACKSLASH && from[++at] !== BACKSLASH) {
      byte = (digit(at) << 6) | (digit(at + 1) << 3) | digit(at + 2);
      at += 2;
    }
    // The result is never longer than what is read.
    from[length++] = byte;
  }
  return from.subarray(0, length);
}

/**
 * Returns the options of TLS. To check a certificate, the client library names no host for an IP address, and a
 * certificate for `localhost` would then do.
 */
function encryption(database: string): { ssl?: object } {
  const { searchParams, hostname } = new URL(database);
  const mode = searchParams.get('sslmode') ?? '';
  if (mode.startsWith('verify')) return { ssl: { ecdhCurve: CURVES, host: hostname.replace(/^\[|\]$/g, '') } };
  // The client library itself handles `prefer`, which may end without TLS.
  return mode === 'require' || mode === 'allow' ? { ssl: { ecdhCurve: CURVES, rejectUnauthorized: false } } : {};
}

/** What the client library tells a function that opens its sockets. */
interface Places {
  host: readonly string[];
  port: readonly number[];
  /** A Unix socket instead of hosts. */
  path: string | false;
}

interface Session {
  /** The last socket. */
  socket: Socket | undefined;
  /** Whether the server has accepted the user. Until then, the client library knows of no statements. */
  isBegun: boolean;
  /** Whether no other socket may be opened. */
  isLast: boolean;
  /** Called when a socket ends. */
  ended(): void;
}

interface Opening {
  sockets: Set<Socket> | undefined;
  tally: { open: number; opened: number } | undefined;
  session: Session;
  /** Whether the sockets keep no process alive. */
  isBehind: boolean;
  /** Whether a server without TLS is refused. */
  needsTls: boolean;
}

/** The server's answer to a client that asks for TLS: the letter N. */
const NO = 0x4e;

/**
 * Returns a function that opens a socket to one host after the other, and adds it to `sockets` until it closes. The
 * client library writes at once, and gets the error of a failed connection from the socket.
 */
function opener({
  sockets,
  tally = { open: 0, opened: 0 },
  session,
  isBehind,
  needsTls,
}: Opening): (places: Places) => Socket {
  return ({ host: hosts, port: ports, path }) => {
    if (session.isLast) throw codedError('CONNECTION_CLOSED');
    const socket: Socket = new ServerSocket(() => {
      sockets?.delete(socket);
      tally.open--;
      session.ended();
    });
    session.socket = socket;
    // The client library would begin TLS also after a no. It reads the answer first, and then waits for the socket's error.
    if (needsTls)
      socket.once('data', ([answer]) => {
        if (answer === NO) setImmediate(() => socket.destroy(codedError('NO_TLS')));
      });
    if (isBehind) socket.unref();
    sockets?.add(socket);
    tally.open++;
    if (path) return socket.connect(path);
    // After the TLS handshake, the platform would keep the next message back for 40 ms, until the server confirms the
    // one before.
    socket.setNoDelay(true);
    const next = tally.opened++ % hosts.length;
    const [host, port] = [hosts[next]!, ports[next]!];
    const ended = timeLimit(REACH_MS, () => socket.destroy(codedError('ETIMEDOUT')));
    for (const event of ['connect', 'close']) socket.once(event, ended);
    // The client library reads the host's name for TLS from the socket.
    return Object.assign(socket.connect(port, host), { host });
  };
}

/** A socket that tells its end also without listeners. The client library removes them before TLS. */
class ServerSocket extends Socket {
  readonly #ended: () => void;

  constructor(ended: () => void) {
    super();
    this.#ended = ended;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#ended();
    super._destroy(error, callback);
  }
}
