import { BacklogError } from '../../../domain/errors.ts';
import { codeOf, failedWith, type Meaning } from '../server-failure.ts';

const ASK_OWNER = 'Ask the owner of the database.';
const SAFE = 'Every acknowledged change is safe. Try again when the server answers.';
const gone = (detail: string): Meaning => ({ detail, hint: SAFE, again: true });
const denied: Meaning = {
  detail: 'the server refused the user or the password',
  hint: 'Set PGPASSWORD, or add the server to ~/.pgpass (mode 0600), and check the user in the address.',
};

const clock: Meaning = {
  detail: "the server's certificate is not valid at the time of this machine",
  hint: `Check the clock of this machine, and the certificate. ${SAFE}`,
};
const untrusted: Meaning = {
  detail: "this machine does not trust the server's certificate",
  hint: 'Name its authority: NODE_EXTRA_CA_CERTS=FILE. `sslmode=require` in the address checks no certificate.',
};

/** Errors by SQLSTATE, by the code of the client library, or by the platform's error code. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  '28P01': denied,
  '28000': denied,
  '3D000': { detail: 'the server has no such database', hint: 'Create it (`createdb NAME`), or correct the address.' },
  '42P01': { detail: 'the database has no tables for queues', hint: 'Create them: `backlog store init ADDRESS`.' },
  '42501': {
    detail: 'the user lacks a right',
    hint: `${ASK_OWNER} A user of a queue needs select, insert and delete on backlog_files.`,
  },
  '25006': { detail: 'the database is read-only', hint: `Use the address of the primary server. ${SAFE}` },
  '53100': { detail: 'the disk of the server is full', hint: `Free some space there. ${SAFE}` },
  '53300': gone('the server has too many connections'),
  '57P01': gone('the server was shut down'),
  '57P02': gone('the server crashed'),
  '57P03': gone('the server is starting'),
  '40001': gone('another transaction was in the way'),
  '40P01': gone('another transaction was in the way'),
  '57014': gone('the server ended the query after its own limit of time'),
  CERT_NOT_YET_VALID: clock,
  CERT_HAS_EXPIRED: clock,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
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
  ENOTFOUND: { detail: 'there is no such host', hint: 'Check the host in the address, and the network.' },
  EAI_AGAIN: gone('the system could not find the address of the host'),
  ENOENT: gone('no server listens there'),
};

/** Checks whether a later attempt of the same call may succeed. The first attempt may have had its effect. */
export function mayPass(error: unknown): boolean {
  const code = codeOf(error);
  return MEANINGS[code]?.again === true || code.startsWith('08');
}

/** Checks whether the database has no tables for queues. */
export function isWithoutTables(error: unknown): boolean {
  return codeOf(error) === '42P01';
}

/** Wraps an error of a call to the server. */
export const serverFailed = failedWith(
  (error) => MEANINGS[codeOf(error)] ?? { detail: String((error as Error).message ?? error), hint: ASK_OWNER },
);

/** Returns the error for tables that a newer version of Backlog has upgraded. */
export function newerTables(address: string, version: number): BacklogError {
  const detail = `its tables have version ${version}, which a newer Backlog made`;
  return new BacklogError('store', `cannot read ${address}: ${detail}`, {
    hint: 'Upgrade Backlog on this machine. Nothing was changed.',
    data: { file: address, detail },
  });
}
