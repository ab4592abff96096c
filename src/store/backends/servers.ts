import { BacklogError } from '../../domain/errors.ts';
import type { Backend } from '../backend.ts';
import { POSTGRES_FORM, POSTGRES_SCHEME, readPostgresAddress } from './postgres/address.ts';
import { readS3Address, S3_FORM, S3_SCHEME } from './s3/address.ts';

/** A kind of server on which a queue can be. The code that talks to it is loaded when it is used. */
interface Server {
  scheme: RegExp;
  /** The form of its addresses, for messages. */
  form: string;
  /** Returns the address with its defaults filled in, so that two spellings of one address give the same text. */
  spell(address: string, env: NodeJS.ProcessEnv): string;
  open(address: string, choice: ServerChoice): Promise<Backend>;
  /** Creates what a queue needs there, or checks that it is there. Returns what a person should know about the server. */
  prepare(address: string): Promise<string[]>;
  /** Lists the addresses of the queues beside an address, with its own if it has a queue. */
  queues(address: string): Promise<string[]>;
}

interface ServerChoice {
  /** Whether the connections end soon after the last call, for callers that don't close them. */
  brief: boolean;
  /** Whether a call also waits for the program that prints the password. */
  waitsForPassword?: boolean;
  /** Whether nobody waits for this process, so that its calls wait for the server. */
  unattended?: boolean | undefined;
  /** The folder in which the processes of this user share what they can. */
  home?: string;
}

const SERVERS: readonly Server[] = [
  {
    scheme: POSTGRES_SCHEME,
    form: POSTGRES_FORM,
    spell: (address, env) => readPostgresAddress(address, env).text,
    async open(address, choice) {
      const { postgresBackend } = await import('./postgres/index.ts');
      return postgresBackend(readPostgresAddress(address), choice);
    },
    async prepare(address) {
      const { prepareDatabase } = await import('./postgres/index.ts');
      await prepareDatabase(address);
      return [];
    },
    async queues(address) {
      const { queuesInDatabase } = await import('./postgres/index.ts');
      return queuesInDatabase(address);
    },
  },
  {
    scheme: S3_SCHEME,
    form: S3_FORM,
    spell: (address, env) => readS3Address(address, env).text,
    async open(address, { brief, unattended }) {
      const { s3Backend } = await import('./s3/index.ts');
      return s3Backend(readS3Address(address), { brief, unattended });
    },
    async prepare(address) {
      const { prepareBucket } = await import('./s3/index.ts');
      return prepareBucket(readS3Address(address));
    },
    async queues(address) {
      const { queuesInBucket } = await import('./s3/index.ts');
      return queuesInBucket(readS3Address(address));
    },
  },
];

/**
 * Returns the kind of server that an address names.
 * @throws BacklogError `usage` for another address
 */
export function serverOf(address: string): Server {
  const found = SERVERS.find(({ scheme }) => scheme.test(address));
  if (found) return found;
  throw new BacklogError('usage', 'expected the address of a queue on a server', {
    hint: SERVERS.map(({ form }) => form).join(' '),
  });
}
