import { present } from '../../../base/present.ts';
import { BacklogError, type ErrorDetail } from '../../../domain/errors.ts';
import { nearParameter } from '../near-parameter.ts';

/** Where a queue in PostgreSQL is. */
export interface PostgresAddress {
  /** The address as a person wrote it, with its defaults filled in. It never contains a password. */
  text: string;
  /** The address of the database, as the client library reads it. */
  database: string;
  /** A folder of the server's Unix socket, or undefined for TCP. */
  socket?: string;
  /** Name of the queue in the database, which may have many. */
  store: string;
}

export const POSTGRES_SCHEME = /^postgres(ql)?:\/\//i;
/** Name of a queue without `?store=`. */
const DEFAULT_STORE = 'backlog';
const STORE_NAME = /^[\w.-]{1,63}$/;
/** Parameters of an address that the client library understands. Other parameters would go to the server as settings. */
const FOR_CLIENT = ['sslmode', 'application_name'];

/**
 * Reads `postgres://[user@]host[:port]/database[?store=NAME&sslmode=MODE&host=SOCKET_FOLDER]`.
 * @param env the variables that complete an address that a person writes. A stored address needs none, so that it is the
 *   same server in every shell.
 * @throws BacklogError `usage` for another kind of address, and for one without a database, with a password or with an unknown parameter
 */
export function readPostgresAddress(text: string, env: NodeJS.ProcessEnv = {}): PostgresAddress {
  if (!POSTGRES_SCHEME.test(text)) refuse('expected the address of a queue on a server', { hint: POSTGRES_FORM });
  const url = completed(parse(text), env);
  if (hasControls(url.href)) refuse('the address has control characters', { hint: POSTGRES_FORM });
  if (url.password !== '')
    refuse('an address with a password would be stored in files and shown in answers', {
      hint: `Remove it: ${withoutPassword(url)}. Put the password into PGPASSWORD or ~/.pgpass.`,
    });
  const name = decoded(url.pathname.slice(1));
  if (name === '' || name.includes('/')) refuse('the address names no database', { hint: POSTGRES_FORM });
  const { store = DEFAULT_STORE, host: socket, ...rest } = Object.fromEntries(url.searchParams);
  if (!STORE_NAME.test(store))
    refuse(`store=${store}: expected letters, digits, "_", "." and "-"`, { hint: POSTGRES_FORM });
  if (socket !== undefined && !socket.startsWith('/'))
    refuse(`host=${socket}: expected the folder of a Unix socket`, { hint: POSTGRES_FORM });
  const unknown = Object.keys(rest).find((key) => !FOR_CLIENT.includes(key));
  if (unknown !== undefined)
    refuse(`the address has the unknown parameter ${unknown}`, {
      hint: POSTGRES_FORM,
      data: nearParameter(unknown, ['store', 'host', ...FOR_CLIENT]),
    });
  const { sslmode } = rest;
  if (sslmode !== undefined && !SSL_MODES.includes(sslmode))
    refuse(`sslmode=${sslmode}: expected ${SSL_MODES.join(', ')}`, { hint: POSTGRES_FORM });
  const isNear = socket !== undefined || LOOPBACK.includes(url.hostname);
  const database = new URL(url);
  // The client library would take another port from the environment.
  if (url.port === '') database.port = '5432';
  database.search = new URLSearchParams({ ...(isNear ? {} : { sslmode: 'verify-full' }), ...rest }).toString();
  return {
    text: spelled(url, { ...rest, store, ...present({ host: socket }) }),
    database: database.href,
    store,
    ...present({ socket }),
  };
}

/** What `sslmode` may say. The first four check no certificate. */
const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-full'];

/** Adds host and port of the environment, as PostgreSQL's own programs do, and otherwise this machine. */
function completed(url: URL, { PGHOST = '', PGPORT = '' }: NodeJS.ProcessEnv): URL {
  if (url.hostname === '' && !url.searchParams.has('host')) {
    if (PGHOST.startsWith('/')) url.searchParams.set('host', PGHOST);
    url.hostname = PGHOST === '' || PGHOST.startsWith('/') ? 'localhost' : PGHOST;
    if (url.hostname === '') refuse('the address names no host', { hint: POSTGRES_FORM });
  }
  if (url.port === '' && PGPORT !== '') url.port = PGPORT;
  return url;
}

/** Checks whether an encoded text contains a character that could end a field in the server's protocol or a line. */
function hasControls(encoded: string): boolean {
  return /%[01][0-9a-f]|%7f/i.test(encoded);
}

/** Hosts to which a connection needs no TLS. */
const LOOPBACK = ['', 'localhost', '127.0.0.1', '[::1]'];

/** Spells an address with its parameters in order and without the usual port, so that equal addresses have equal texts. */
function spelled(url: URL, parameters: Readonly<Record<string, string>>): string {
  const copy = new URL(url);
  copy.hostname = url.hostname.toLowerCase();
  if (url.port === '5432') copy.port = '';
  copy.search = new URLSearchParams(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
  return copy.href;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse('the address has a "%" that begins no character', { hint: POSTGRES_FORM });
  }
}

export const POSTGRES_FORM = 'Expected postgres://[user@]host[:port]/database[?store=NAME&sslmode=MODE].';

function parse(text: string): URL {
  try {
    return new URL(text.replace(POSTGRES_SCHEME, 'postgres://'));
  } catch (cause) {
    throw new BacklogError('usage', 'the address of the queue is not a URL', { hint: POSTGRES_FORM, cause });
  }
}

function withoutPassword(url: URL): string {
  const copy = new URL(url);
  copy.password = '';
  return copy.href;
}

function refuse(message: string, detail: ErrorDetail): never {
  throw new BacklogError('usage', message, detail);
}
