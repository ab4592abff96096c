import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { codeOf, type FailureMeaning, failedWith } from '../server-failure.ts';
import { tlsMeaning } from '../tls-failure.ts';
import { POSTGRES_SCHEME } from './address.ts';
import { databasesInFile, PASSWORD_COMMAND, passwordFailure } from './password.ts';

/** The database's error for an author that the role may not write as, and for a file that only the owner writes. */
export const NOT_ALLOWED = 'BL001';
/** The database's error for a row of a file with several rows, which the function `backlog_place_2` writes. */
export const SEVERAL_ROWS = 'BL002';

const ADD_ROLE = 'store role add NAME';
const ASK_OWNER = 'Ask the owner of the database.';
const SAFE = 'Every acknowledged change is safe. Try again when the server answers.';
const gone = (detail: string): FailureMeaning => ({ detail, hint: SAFE, again: true });
const denied: FailureMeaning = {
  detail: 'the server refused the user or the password',
  hint: `Set PGPASSWORD or ${PASSWORD_COMMAND}, or add the server to ~/.pgpass (mode 0600). Check the user in the address.`,
  // A password is changed at the server before everybody has the new one.
  again: 'unattended',
};

/** Errors by SQLSTATE, by the code of the client library, or by the platform's error code. */
const MEANINGS: Readonly<Record<string, FailureMeaning>> = {
  '28P01': denied,
  '28000': denied,
  '3D000': {
    detail: 'the server has no such database',
    hint: 'Create it (`createdb NAME`), or correct the address.',
    again: 'unattended',
  },
  '55000': {
    detail: 'the database accepts no connections',
    hint: `Ask the owner of the database, who may be restoring it. ${SAFE}`,
    again: 'unattended',
  },
  '42P01': { detail: 'the database has no tables for queues', hint: 'Create them: `backlog store init ADDRESS`.' },
  '42501': {
    detail: 'the user lacks a right',
    hint: `${ASK_OWNER} A user of a queue needs select, insert and delete on backlog_files, and select on backlog_tables. \`backlog ${ADD_ROLE}\` grants these rights, and checks authors.`,
  },
  '25006': {
    detail: 'the database is read-only',
    hint: `Use the address of the primary server, or ask the owner to set default_transaction_read_only to off. ${SAFE}`,
    again: 'unattended',
  },
  '53100': { detail: 'the disk of the server is full', hint: `Free some space there. ${SAFE}`, again: 'unattended' },
  '53300': {
    ...gone('the server has too many connections'),
    hint: 'Try again, raise max_connections there, or put a pooler in front. Every acknowledged change is safe.',
  },
  '57P01': gone('the server was shut down'),
  '57P02': gone('the server crashed'),
  '57P03': gone('the server is starting'),
  '40001': gone('another transaction was in the way'),
  '40P01': gone('another transaction was in the way'),
  '57014': gone('the server ended the query after its own limit of time'),
  NO_POSTGRES: {
    detail: 'nothing there has answered as PostgreSQL does',
    hint: 'Check host and port in the address, and try again.',
    again: 'unattended',
  },
  NO_TLS: {
    detail: 'the server offers no TLS',
    hint: 'Ask its owner to turn TLS on. In a network that you trust, `sslmode=disable` in the address does without it.',
    again: 'unattended',
  },
  CONNECT_TIMEOUT: gone('the server did not answer'),
  CONNECTION_CLOSED: gone('the connection was closed'),
  CONNECTION_ENDED: gone('the connection was closed'),
  CONNECTION_DESTROYED: gone('the connection was closed'),
  ECONNREFUSED: gone('no server listens there'),
  ECONNRESET: gone('the connection was closed'),
  EPIPE: gone('the connection was closed'),
  ETIMEDOUT: gone('the server did not answer'),
  EHOSTUNREACH: gone('the server cannot be reached'),
  ENETUNREACH: gone('the server cannot be reached'),
  ENOTFOUND: {
    detail: 'there is no such host',
    hint: 'Check the host in the address, and the network.',
    again: 'unattended',
  },
  EAI_AGAIN: gone('the system could not find the address of the host'),
  ENOENT: gone('no server listens there'),
};

/** Errors of PgBouncer by their words, which have one code. */
const POOLER_CODE = '08P01';
const OF_POOLER: readonly (readonly [RegExp, (words: string) => FailureMeaning])[] = [
  [
    /startup parameter/,
    (words) => ({
      detail: `the pooler before the server refused a setting (${words})`,
      hint: 'In pgbouncer.ini: `ignore_startup_parameters = synchronous_commit`',
    }),
  ],
  [/authentication failed|^no such user/, () => denied],
  [
    /^no such database/,
    () => ({
      detail: 'the pooler before the server has no such database',
      hint: 'Add it to `[databases]` in pgbouncer.ini, or correct the address.',
      again: 'unattended',
    }),
  ],
  [
    /max_client_conn/,
    () => ({
      ...gone('the pooler before the server has too many connections'),
      hint: 'Try again, or raise max_client_conn in pgbouncer.ini. Every acknowledged change is safe.',
    }),
  ],
];

function poolerMeaning(error: unknown): FailureMeaning | undefined {
  if (codeOf(error) !== POOLER_CODE) return undefined;
  const words = String((error as Error).message);
  return OF_POOLER.find(([pattern]) => pattern.test(words))?.[1](words);
}

/** Returns an error of this process with a code of the table above. */
export const codedError = (code: string): Error => Object.assign(new Error(code), { code });

/** Checks whether a later attempt of the same call may succeed. The first attempt may have had its effect. */
export function mayPass(error: unknown): FailureMeaning['again'] {
  return meaningOf(error)?.again;
}

function meaningOf(error: unknown): FailureMeaning | undefined {
  const code = codeOf(error);
  const known = poolerMeaning(error) ?? MEANINGS[code] ?? tlsMeaning(code);
  // The class of errors of a connection.
  return known ?? (code.startsWith('08') ? gone(String((error as Error).message)) : undefined);
}

/** Checks whether the database has no tables for queues. */
export function isWithoutTables(error: unknown): boolean {
  return codeOf(error) === '42P01';
}

/** Wraps an error of a call to the server. */
export function serverFailed(...about: Parameters<typeof failed>): BacklogError {
  const [, , error] = about;
  if (codeOf(error) !== NOT_ALLOWED) return forUser(failed(...about), about[1]);
  const [, role = 'NAME', author = `human:${role}`] = REFUSED_AUTHOR.exec((error as Error).message) ?? [];
  return new BacklogError('forbidden', `the database refused this change: ${(error as Error).message}`, {
    hint: `Nothing was changed. Write in your own name, or ask the owner of the database: \`backlog store role add ${role} --as ${author},ai:*\` names your authors.`,
  });
}

/** The role and the author in the database's error. */
const REFUSED_AUTHOR = /^the role ([\w.-]+) may not write (?:as ((?:human|ai|system):[\w.@-]+)$|to queues)/;

/** Names the user of the address in the line for the owner. */
function forUser(error: BacklogError, address: string): BacklogError {
  const [, user] = /^postgres(?:ql)?:\/\/([\w.-]+)@/i.exec(address) ?? [];
  if (user === undefined || !error.hint?.includes(ADD_ROLE)) return error;
  const { code, message, hint, data, cause } = error;
  const named = hint.replace(ADD_ROLE, `store role add ${user}`);
  return new BacklogError(code, message, { hint: named, ...present({ data }), cause });
}

const failed = failedWith((error, file) => {
  const meaning = meaningOf(error);
  if (meaning === denied) return deniedBy(passwordFailure(), file);
  return meaning ?? { detail: String((error as Error).message ?? error), hint: ASK_OWNER };
});

function deniedBy(failure: string | undefined, address: string): FailureMeaning {
  const [known] = POSTGRES_SCHEME.test(address) ? databasesInFile(address) : [];
  if (known !== undefined)
    return {
      detail: 'no password is known for this database',
      hint: `~/.pgpass has one for the database ${known} of this server. Correct the database in the address, or add a line for it.`,
    };
  if (failure === undefined) return denied;
  return {
    detail: `the command in ${PASSWORD_COMMAND} printed no password: ${failure}`,
    hint: 'Try it at a terminal. It is a JSON array, and no shell reads it.',
  };
}

/** Returns the error for tables that a newer version of Backlog has upgraded. */
export function newerTables(address: string, version: number): BacklogError {
  const detail = `its tables have version ${version}, which a newer Backlog made`;
  return new BacklogError('store', `cannot read ${address}: ${detail}`, {
    hint: 'Upgrade Backlog on this machine. Nothing was changed.',
    data: { file: address, detail },
  });
}
