import { Socket } from 'node:net';
import postgres, { type Sql } from 'postgres';
import type { PostgresAddress } from './address.ts';
import { COMMAND_MS, PASSWORD_COMMAND, passwordCommand, passwordFor } from './password.ts';

/** Maximum number of connections of one process, besides the one that listens. */
const CONNECTIONS = 4;
/** Seconds until an attempt to connect fails, without the time of a program that prints the password. */
const CONNECT_S = 2;
/** Seconds until an unused connection closes. */
const IDLE_S = 60;

/**
 * Returns a pool of connections. It connects at the first query. With `sockets`, the pool adds its sockets there and
 * leaves their end to the caller.
 * @throws BacklogError `usage` for a command for the password that cannot be read
 */
export function connect({ database, socket }: PostgresAddress, { sockets }: { sockets?: Set<Socket> } = {}): Sql {
  const command = process.env[PASSWORD_COMMAND];
  if (command) passwordCommand(command);
  // The client library's own timers would keep a process alive.
  const own = sockets && { socket: openInto(sockets), idle_timeout: 0, max_lifetime: 0 };
  return postgres(database, {
    max: CONNECTIONS,
    connect_timeout: CONNECT_S + (command ? COMMAND_MS / 1000 : 0),
    idle_timeout: IDLE_S,
    onnotice: () => {},
    // Nothing here needs the types that a database defines itself, so the query for them is saved.
    fetch_types: false,
    // A role may have another default, with which a crash of the server loses acknowledged commits.
    connection: {
      application_name: new URL(database).searchParams.get('application_name') ?? 'backlog',
      synchronous_commit: 'on',
    },
    ...(socket === undefined ? {} : { host: socket }),
    ...checking(database),
    ...own,
    password: () => passwordFor(database),
  });
}

/**
 * Returns the option that checks the certificate. The client library names no host for an IP address, and a certificate
 * for `localhost` would then do.
 */
function checking(database: string): { ssl?: { host: string } } {
  const { searchParams, hostname } = new URL(database);
  if (!searchParams.get('sslmode')?.startsWith('verify')) return {};
  return { ssl: { host: hostname.replace(/^\[|\]$/g, '') } };
}

/** What the client library tells a function that opens its sockets. */
interface Places {
  host: readonly string[];
  port: readonly number[];
  /** A Unix socket instead of hosts. */
  path: string | false;
}

/**
 * Returns a function that opens a socket to one host after the other, and adds it to a set until it closes. The client
 * library writes at once, and gets the error of a failed connection from the socket.
 */
function openInto(sockets: Set<Socket>): (places: Places) => Socket {
  let turn = 0;
  return ({ host: hosts, port: ports, path }) => {
    const socket = new Socket();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (path) return socket.connect(path);
    const next = turn++ % hosts.length;
    const [host, port] = [hosts[next]!, ports[next]!];
    // The client library reads the host's name for TLS from the socket.
    return Object.assign(socket.connect(port, host), { host });
  };
}
