import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import type { PostgresAddress } from './address.ts';

/** Maximum number of connections of one process, besides the one that listens. */
const CONNECTIONS = 4;
/** Seconds until an attempt to connect fails. */
const CONNECT_S = 2;
/** Seconds until an unused connection closes: of a process that goes on, and of one that may want to end. */
const IDLE_S = { usual: 60, brief: 0.1 };

/** Returns a pool of connections. It connects at the first query. */
export function connect({ database, socket }: PostgresAddress, { brief = false } = {}): Sql {
  return postgres(database, {
    max: CONNECTIONS,
    connect_timeout: CONNECT_S,
    idle_timeout: IDLE_S[brief ? 'brief' : 'usual'],
    onnotice: () => {},
    // Nothing here needs the types that a database defines itself, so the query for them is saved.
    fetch_types: false,
    // A role may have another default, with which a crash of the server loses acknowledged commits.
    connection: {
      application_name: new URL(database).searchParams.get('application_name') ?? 'backlog',
      synchronous_commit: 'on',
    },
    ...(socket === undefined ? {} : { host: socket }),
    ...(process.env.PGPASSWORD ? {} : { password: () => passwordInFile(database) ?? '' }),
  });
}

/**
 * Returns the password of `~/.pgpass` (or `PGPASSFILE`) for an address, as PostgreSQL's own programs read it. Returns
 * undefined without one, and for a file that others may read.
 */
function passwordInFile(database: string): string | undefined {
  const url = new URL(database);
  const user = decodeURIComponent(url.username) || process.env.PGUSER || process.env.USER || '';
  const wanted = [url.hostname || 'localhost', url.port || '5432', decodeURIComponent(url.pathname.slice(1)), user];
  for (const line of linesOf(process.env.PGPASSFILE || join(homedir(), '.pgpass'))) {
    const fields = (line.match(/(?:\\.|[^:\\])*(?::|$)/g) ?? []).map((field) =>
      field.replace(/:$/, '').replace(/\\(.)/g, '$1'),
    );
    if (wanted.every((value, i) => fields[i] === '*' || fields[i] === value)) return fields[wanted.length];
  }
  return undefined;
}

function linesOf(file: string): string[] {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  } catch {
    return [];
  }
}
