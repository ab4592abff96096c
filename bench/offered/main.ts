import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { optionsOf, usageError } from '../../scripts/options.ts';
import { openStore, prepareStore, storeAddress } from '../../src/store/index.ts';
import { type Child, startChild } from '../../test/support/child.ts';
import { hasPostgres, openPostgres } from '../../test/support/postgres-server.ts';
import { quantile } from '../stats.ts';
import { bundlePrograms, type Programs } from './code.ts';
import type { Job, Wrote } from './job.ts';

/** Compares commits of many processes on PostgreSQL at several distances, of this version and of another checkout. */
const USAGE = `npm run bench:offered -- [--against CHECKOUT] [--rtt MS,…] [--writers N,…] [--offered N,…] [--seconds N]
  --against CHECKOUT  Another checkout with its dependencies, measured in turns with this one
  --rtt MS,…          Round trips to the server, in milliseconds; default: 0,2.6,5,20
  --writers N,…       Numbers of processes that write as fast as they can; default: 1,8,64,256
  --offered N,…       Commits a second that 64 processes are asked for; default: 25,50,75,150
  --seconds N         Length of each measurement; default: 10`;
const repository = process.env.BACKLOG_REPOSITORY!;
const OFFERED_TO = 64;

interface Setting {
  roundTripMs: number;
  writers: number;
  /** Commits a second. Undefined: as many as they can. */
  offered?: number;
}

const options = optionsOf(process.argv.slice(2), USAGE, readOptions);
if (!hasPostgres) throw new Error('PostgreSQL is not installed. On Debian: apt-get install postgresql');
await mkdir(join(repository, 'reports'), { recursive: true });
const folder = await mkdtemp(join(repository, 'reports/offered-'));
const server = await openPostgres({ disk: dirname(folder), tcp: true, connections: 1_100 });
const admin = postgres(server.addressBy('tcp', '').replace('&store=', ''), { max: 1, onnotice: () => {} });
const versions = [
  ...(options.against === undefined
    ? []
    : [{ name: 'earlier', programs: await bundlePrograms(repository, options.against) }]),
  { name: 'now', programs: await bundlePrograms(repository, repository) },
];
try {
  await prepareStore(storeAddress(server.addressBy('tcp', 'first')));
  print([
    'round trip',
    'writers',
    'offered',
    'version',
    'commits/s',
    'p50 ms',
    'p95 ms',
    'longest ms',
    'failed',
    'least to most per writer',
    'statements a commit',
    'connections',
  ]);
  for (const roundTripMs of options.rtt) {
    const settings: Setting[] = [
      ...options.writers.map((writers) => ({ roundTripMs, writers })),
      ...options.offered.map((offered) => ({ roundTripMs, writers: OFFERED_TO, offered })),
    ];
    for (const setting of settings)
      for (const version of versions)
        print([...wordsOf(setting), version.name, ...(await measure(setting, version.programs))]);
  }
} finally {
  await admin.end({ timeout: 1 });
  await server.end();
  await rm(folder, { recursive: true, force: true });
  for (const { programs } of versions) await rm(dirname(programs.writer), { recursive: true, force: true });
}

async function measure({ roundTripMs, writers, offered }: Setting, programs: Programs): Promise<string[]> {
  const queue = `q${Math.random().toString(36).slice(2)}`;
  const far = roundTripMs > 0 ? startChild(programs.distance, [String(server.port), String(roundTripMs)]) : undefined;
  const port = far ? await firstLine(far) : String(server.port);
  const address = storeAddress(server.addressBy('tcp', queue).replace(`:${server.port}/`, `:${port}/`));
  const dir = join(folder, queue);
  await (await openStore({ dir, address, create: true })).close();
  const jobs = Array.from(
    { length: writers },
    (_, writer): Job => ({
      ...{ address, dir, writer, seconds: options.seconds, seed: writer + 1 },
      perSecond: offered === undefined ? undefined : offered / writers,
    }),
  );
  const children: Child[] = [];
  try {
    // Not all at once: a program's start is no part of the measurement, and takes the processor of the others.
    for (const job of jobs) {
      const child = startChild(programs.writer, [JSON.stringify(job)]);
      children.push(child);
      await firstLine(child);
    }
    const statements = await transactions();
    const began = performance.now();
    const connections = openConnections();
    for (const { process: writer } of children) writer.kill('SIGUSR2');
    await Promise.all(children.map(({ ended }) => ended));
    const took = (performance.now() - began) / 1000;
    const most = await connections.most();
    const used = (await transactions()) - statements - connections.own();
    return figures(
      children.map(({ lines }) => JSON.parse(lines[1] ?? '{"waits":[],"failed":["ended early"]}')),
      { took, used, most },
    );
  } finally {
    for (const { process: child } of [...children, ...(far ? [far] : [])]) child.kill('SIGKILL');
  }
}

function figures(
  wrote: readonly Wrote[],
  { took, used, most }: { took: number; used: number; most: number },
): string[] {
  const waits = wrote.flatMap((one) => one.waits);
  const each = wrote.map((one) => one.waits.length);
  const failed = wrote.flatMap((one) => one.failed);
  for (const message of new Set(failed)) process.stderr.write(`failed: ${message}\n`);
  const ms = (q: number) => (quantile(waits, q) ?? Number.NaN).toFixed(0);
  return [
    (waits.length / took).toFixed(1),
    ...[ms(0.5), ms(0.95), ms(1)],
    String(failed.length),
    `${Math.min(...each)} to ${Math.max(...each)}`,
    (used / waits.length).toFixed(1),
    String(most),
  ];
}

/** Counts the connections of writers once in a while, by the server's own list. */
function openConnections() {
  let [most, own] = [0, 0];
  const count = async () => {
    own++;
    const [row] =
      await admin`select count(*)::int as n from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    most = Math.max(most, row!.n);
  };
  let last = count();
  const timer = setInterval(() => (last = count()), 1_000);
  return {
    own: () => own,
    async most() {
      clearInterval(timer);
      await last;
      return most;
    },
  };
}

/** The server's number of ended transactions. Each statement outside a transaction is one. It tells them with a delay. */
async function transactions(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const [row] =
    await admin`select (xact_commit + xact_rollback)::int as n from pg_stat_database where datname = 'postgres'`;
  return row!.n;
}

async function firstLine(child: Child): Promise<string> {
  while (child.lines.length === 0) {
    await Promise.race([new Promise((resolve) => child.process.stdout!.once('data', resolve)), child.ended]);
    if (child.lines.length === 0 && child.process.exitCode !== null)
      throw new Error('a process ended before it was ready');
  }
  return child.lines[0]!;
}

function wordsOf({ roundTripMs, writers, offered }: Setting): string[] {
  return [`${roundTripMs} ms`, String(writers), offered === undefined ? 'as fast as they can' : `${offered}/s`];
}

function print(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

function readOptions(words: readonly string[]) {
  const read = {
    against: undefined as string | undefined,
    rtt: [0, 2.6, 5, 20],
    writers: [1, 8, 64, 256],
    offered: [25, 50, 75, 150],
    seconds: 10,
  };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const value = rest.shift() ?? '';
    if (word === '--against') read.against = value;
    else if (word === '--rtt') read.rtt = numbers(word, value);
    else if (word === '--writers') read.writers = numbers(word, value);
    else if (word === '--offered') read.offered = numbers(word, value);
    else if (word === '--seconds') [read.seconds] = numbers(word, value) as [number];
    else throw usageError(`unknown option ${word}`, USAGE);
  }
  return read;
}

function numbers(option: string, value: string): number[] {
  const found = value === 'none' ? [] : value.split(',').map(Number);
  if (found.every((n) => n >= 0)) return found;
  throw usageError(`${option} ${value}: expected numbers`, USAGE);
}
