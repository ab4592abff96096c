import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { optionsOf, usageError } from '../../scripts/options.ts';
import { prepareStore, storeAddress } from '../../src/store/index.ts';
import { hasPostgres, openPostgres } from '../../test/support/postgres-server.ts';
import { passIfAsked } from '../backends/distance.ts';
import { bundleWriter } from './code.ts';
import { type Measured, measure, type Setting } from './measure.ts';

const USAGE = `npm run bench:offered -- [--against CHECKOUT] [--rtt MS,…] [--writers N,…] [--offered N,…] [--seconds N]

Measure commits of many processes to one queue on PostgreSQL, at several distances.
  --against CHECKOUT  Another checkout with its dependencies, measured in turns with this one
  --rtt MS,…          Round trips to the server, in milliseconds; default: 0,2.6,5,20
  --writers N,…       Numbers of processes that write as fast as they can, or none; default: 1,8,64,256
  --offered N,…       Commits a second that 64 processes are asked for, or none; default: 25,50,75,150
  --seconds N         Length of each measurement; default: 10`;

/** Number of processes that share the commits of `--offered`. */
const OFFERED_TO = 64;
/** Connections of the server. Earlier versions open several for each process. */
const CONNECTIONS = 1_100;

const COLUMNS: Readonly<Record<string, (row: Measured) => string | number>> = {
  'commits/s': ({ perSecond }) => perSecond.toFixed(1),
  'p50 ms': ({ p50 }) => p50.toFixed(0),
  'p95 ms': ({ p95 }) => p95.toFixed(0),
  'longest ms': ({ longest }) => longest.toFixed(0),
  failed: ({ failed }) => failed,
  'per writer': ({ least, most }) => `${least} to ${most}`,
  'statements a commit': ({ statements }) => statements.toFixed(1),
  connections: ({ connections }) => connections,
};

const words = process.argv.slice(2);
if (!(await passIfAsked(words))) await compare(optionsOf(words, USAGE, readOptions));

async function compare({ against, rtt, writers, offered, seconds }: Options): Promise<void> {
  if (!hasPostgres) throw new Error('PostgreSQL is not installed. On Debian: apt-get install postgresql');
  const repository = process.env.BACKLOG_REPOSITORY!;
  await mkdir(join(repository, 'reports'), { recursive: true });
  const folder = await mkdtemp(join(repository, 'reports/offered-'));
  const server = await openPostgres({ disk: join(repository, 'reports'), tcp: true, connections: CONNECTIONS });
  const checkouts = { ...(against === undefined ? {} : { earlier: against }), now: repository };
  const programs: [name: string, program: string][] = [];
  try {
    for (const [name, checkout] of Object.entries(checkouts))
      programs.push([name, await bundleWriter(repository, checkout)]);
    await prepareStore(storeAddress(server.addressBy('tcp', 'first')));
    print(['round trip', 'writers', 'offered', 'version', ...Object.keys(COLUMNS)]);
    for (const roundTripMs of rtt) {
      for (const setting of settingsOf({ roundTripMs, writers, offered, seconds }))
        for (const [name, program] of programs)
          for await (const row of measure(server, setting, { program, folder }))
            print([...wordsOf(setting, row), name, ...Object.values(COLUMNS).map((cell) => String(cell(row)))]);
    }
  } finally {
    await server.end();
    for (const made of [folder, ...programs.map(([, program]) => dirname(program))])
      await rm(made, { recursive: true, force: true });
  }
}

/** Starts as few processes as possible: those that are offered commits also write as fast as they can. */
function settingsOf({
  roundTripMs,
  writers,
  offered,
  seconds,
}: Omit<Options, 'against' | 'rtt'> & { roundTripMs: number }) {
  const numbers = [...new Set([...writers, ...(offered.length > 0 ? [OFFERED_TO] : [])])];
  return numbers.map((many): Setting => {
    const loads = [...(writers.includes(many) ? [null] : []), ...(many === OFFERED_TO ? offered : [])];
    return { roundTripMs, seconds, writers: many, loads };
  });
}

function wordsOf({ roundTripMs, writers }: Setting, { load }: Measured): string[] {
  return [`${roundTripMs} ms`, String(writers), load === null ? 'all they can' : `${load}/s`];
}

function print(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

interface Options {
  against: string | undefined;
  rtt: readonly number[];
  writers: readonly number[];
  offered: readonly number[];
  seconds: number;
}

function readOptions(given: readonly string[]): Options {
  const read: Options = {
    ...{ against: undefined, rtt: [0, 2.6, 5, 20], writers: [1, 8, 64, 256], offered: [25, 50, 75, 150], seconds: 10 },
  };
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const value = rest.shift() ?? '';
    if (word === '--against') read.against = value;
    else if (word === '--rtt') read.rtt = numbers(word, value);
    else if (word === '--writers') read.writers = numbers(word, value);
    else if (word === '--offered') read.offered = numbers(word, value);
    else if (word === '--seconds') read.seconds = numbers(word, value)[0] ?? read.seconds;
    else throw usageError(`unknown option ${word}`, USAGE);
  }
  return read;
}

function numbers(option: string, value: string): number[] {
  const found = value === 'none' ? [] : value.split(',').map(Number);
  if (value !== '' && found.every((n) => n >= 0)) return found;
  throw usageError(`${option} ${value}: expected numbers`, USAGE);
}
