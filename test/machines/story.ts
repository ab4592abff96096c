import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../../src/store/index.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { type Random, seeded } from '../support/random.ts';
import { type Event, readEvents } from './events.ts';
import { judge, readLog, type Truth } from './judge.ts';
import { CUTS, type Network, startNetwork } from './network.ts';
import { bundleWith, type Replaced } from './planted-bundle.ts';
import { startProxy } from './proxy.ts';
import { SERVERS, type Shared } from './servers.ts';

/** Length of a lease in the tested program, in milliseconds. A lease of ten minutes would never end in a test. */
export const LEASE_MS = 4_000;
/** Number of commits in a packed segment. */
const SIZE = 16;
/** How long each machine may take to go on without faults, in milliseconds. */
const PATIENCE_MS = 60_000;

const SHORT_LEASES: Replaced = {
  file: 'src/domain/lease-lengths.ts',
  from: 'LEASE_MS = 10 * 60_000',
  to: `LEASE_MS = ${LEASE_MS}`,
};

export interface Story {
  server: keyof typeof SERVERS;
  /** How long faults happen. */
  seconds: number;
  writers: number;
  seed: number;
  /** Lines that the tested program has in another form. */
  planted?: readonly Replaced[];
  /** A mistake that the database has. */
  sql?: string | undefined;
  /** The faults that happen, some more often than others. */
  faults?: readonly Fault[];
  /** One in so many requests is lost, doubled or refused. */
  rare?: number;
  /** A new folder. */
  folder: string;
}

export interface Told {
  /** What the judge found. */
  wrong: string[];
  figures: Record<string, number>;
}

/** Lets writers on several machines use one queue, while the faults of the seed happen, and judges what they were told. */
export async function tell({
  server: kind,
  seconds,
  writers,
  seed,
  planted = [],
  sql,
  faults = FAULTS,
  rare = 120,
  folder,
}: Story): Promise<Told> {
  const random = seeded(1, seed);
  mkdirSync(folder, { recursive: true });
  const entry = new URL('./writer.child.ts', import.meta.url);
  const script = await bundleWith(entry, join(folder, 'writer.mjs'), [SHORT_LEASES, ...planted]);
  const ends: (() => unknown)[] = [];
  try {
    const server = await SERVERS[kind](folder, sql);
    ends.push(() => server.end());
    const network = startNetwork(server.machines, join(folder, 'machines'));
    ends.push(() => network.end());
    const proxy = await startProxy(server.kind, { host: network.host, upstream: server.upstream, random, rare });
    ends.push(() => proxy.end());
    const crew = createCrew({ script, folder, network, server, writers, random });
    ends.push(() => crew.end());
    const counts: Record<string, number> = {};
    Object.assign(process.env, server.env);
    for (const [machine, dir] of crew.dirs.entries()) {
      const address = server.address(network.host, proxy.port, machine);
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, 'store.json'), JSON.stringify({ address }));
    }
    await (await openStore({ dir: crew.dirs[0]!, create: true, segmentSize: SIZE })).close();
    for (let machine = 0; machine < server.machines; machine++) network.setClock(machine, skewOf(server, random));
    const stuck: string[] = [...(await crew.progress(writers))];
    proxy.faulty = true;
    await trouble({ seconds, random, network, server, crew, faults, counts });
    proxy.faulty = false;
    // Without faults, every machine goes on.
    for (let machine = 0; machine < server.machines; machine++) {
      network.heal(machine);
      crew.signal(machine, 'SIGCONT');
    }
    stuck.push(...(await crew.progress(20)));
    await crew.end();
    const files = await server.files();
    const events = crew.events();
    const log = readLog(files, SIZE);
    const wrong = [...stuck, ...judge(files, events, { size: SIZE, leaseMs: LEASE_MS })];
    if (wrong.length > 0 && process.env.BACKLOG_KEEP)
      writeFileSync(process.env.BACKLOG_KEEP, JSON.stringify({ wrong, log, events }));
    return {
      wrong,
      figures: { ...counts, ...proxy.counts, ...figuresOf(events, log) },
    };
  } finally {
    // What did not start has no end.
    for (const end of ends.reverse()) await end();
  }
}

function figuresOf(events: readonly Event[], log: readonly Truth[]): Record<string, number> {
  const ended = (end: Event['end']) => events.filter((event) => event.end === end).length;
  const machines = new Set(events.filter(({ end }) => end === 'done').map(({ machine }) => machine));
  const takeOvers = log.filter(
    ({ command, changes }) =>
      command === 'claim' && changes.filter(({ kind, after }) => kind === 'claim' && !after).length > 1,
  );
  return {
    machines: machines.size,
    operations: events.length,
    acknowledged: ended('done'),
    refused: ended('refused'),
    failed: ended('failed'),
    commits: log.length,
    'taken over': takeOvers.length,
    forgeries: events.filter(({ what, allowed }) => what === 'forge' && allowed === false).length,
    landed: log.filter(({ command }) => command === 'land').length,
  };
}

/** A clock that differs by hours, or by as much as the server accepts. */
function skewOf({ skewMinutes }: Shared, random: Random): string {
  const most = Math.min(skewMinutes, 9 * 60);
  const minutes = random.int(2 * most + 1) - most;
  return `${minutes < 0 ? '-' : '+'}${Math.abs(minutes)}m`;
}

interface Trouble {
  seconds: number;
  random: Random;
  network: Network;
  server: Shared;
  crew: Crew;
  faults: readonly Fault[];
  counts: Record<string, number>;
}

export type Fault = 'cut' | 'cut one way' | 'pause' | 'kill' | 'clock' | 'cache' | 'crash';
const FAULTS: readonly Fault[] = [
  ...(['cut', 'cut', 'cut', 'cut one way', 'pause', 'pause', 'kill', 'kill', 'kill'] as const),
  ...(['clock', 'cache', 'crash'] as const),
];

/** Lets the faults of the seed happen, some of them at once. */
async function trouble({ seconds, random, network, server, crew, faults, counts }: Trouble): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  const pending: Promise<void>[] = [];
  const later = (ms: number, work: () => void) => void pending.push(wait(ms).then(work));
  while (performance.now() < until) {
    await wait(200 + random.int(1_800));
    const [fault, machine] = [random.pick(faults), random.int(server.machines)];
    counts[fault] = (counts[fault] ?? 0) + 1;
    // Up to two leases and their grace, but usually less.
    const ms = 300 + Math.round(random.next() ** 3 * 3 * LEASE_MS);
    if (fault === 'cut' || fault === 'cut one way') {
      network.cut(machine, fault === 'cut' ? 'cable' : random.pick(CUTS));
      later(ms, () => network.heal(machine));
    } else if (fault === 'pause') {
      crew.signal(machine, 'SIGSTOP', random.int(2) === 0 ? undefined : random);
      later(ms, () => crew.signal(machine, 'SIGCONT'));
    } else if (fault === 'kill') {
      crew.signal(machine, 'SIGKILL', random.int(4) === 0 ? undefined : random);
    } else if (fault === 'clock') network.setClock(machine, skewOf(server, random));
    else if (fault === 'cache') spoilCache(crew.dirs[machine]!, random);
    else await server.crash();
    crew.fill();
  }
  await Promise.all(pending);
}

/** Changes a digit in the copies that a machine keeps. */
function spoilCache(dir: string, random: Random): void {
  const folder = join(dir, '../../cache');
  for (const name of filesIn(folder)) {
    if (random.int(3) > 0) continue;
    try {
      const bytes = readFileSync(name);
      for (let at = 32 + random.int(Math.max(1, bytes.length - 32)); at < bytes.length; at++)
        if (bytes[at]! >= 48 && bytes[at]! < 57) {
          bytes[at]!++;
          writeFileSync(name, bytes);
          break;
        }
    } catch {
      // A writer has replaced the file.
    }
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((name) => statSync(name).isFile() && !name.includes('.tmp-'));
  } catch {
    return [];
  }
}

interface Crew {
  /** The queue's folder on each machine. */
  dirs: readonly string[];
  /** Starts writers where one has ended. */
  fill(): void;
  /** Sends a signal to all writers of a machine, or to one of them. */
  signal(machine: number, signal: NodeJS.Signals, one?: Random): void;
  /** Waits until each machine was told of so many more results. @returns a line for each machine that does not go on */
  progress(results: number): Promise<string[]>;
  events(): Event[];
  end(): Promise<void>;
}

interface CrewOptions {
  script: string;
  folder: string;
  network: Network;
  server: Shared;
  writers: number;
  random: Random;
}

function createCrew({ script, folder, network, server, writers, random }: CrewOptions): Crew {
  const dirs = Array.from({ length: server.machines }, (_, i) => join(folder, `home${i}/workspaces/queue`));
  const files = dirs.map((_, i) => join(folder, `events${i}`));
  const all: { child: ChildProcess; machine: number }[] = [];
  /** Writers that get no further signal, since their end takes a moment. */
  const killed = new Set<ChildProcess>();
  let number = 0;
  let errors = '';
  const running = (machine?: number) =>
    all.filter(
      ({ child, machine: of }) =>
        child.exitCode === null && child.signalCode === null && !killed.has(child) && (machine ?? of) === of,
    );
  const events = () => files.flatMap((file) => readEvents(file));
  const start = (machine: number) => {
    const name = `w${number++}`;
    const [program = '', ...words] = [...network.on(machine), process.execPath, script];
    const child = spawn(
      program,
      [...words, dirs[machine]!, name, String(machine), String(random.int(1e9)), files[machine]!],
      {
        env: { ...ENVIRONMENT, HOME: join(folder, `home${machine}`), ...server.env, ...network.env(machine) },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    child.stderr!.on('data', (text) => {
      errors += `${name}: ${text}`;
    });
    all.push({ child, machine });
  };
  const crew: Crew = {
    dirs,
    events,
    fill() {
      for (let machine = 0; machine < server.machines; machine++)
        for (let n = running(machine).length; n < writers; n++) start(machine);
    },
    signal(machine, signal, one) {
      const list = running(machine);
      const chosen = one && list.length > 0 ? [one.pick(list)] : list;
      for (const { child } of chosen) {
        child.kill(signal);
        if (signal === 'SIGKILL') killed.add(child);
      }
    },
    async progress(results) {
      const count = (machine: number) => readEvents(files[machine]!).filter(({ end }) => end === 'done').length;
      const wanted = files.map((_, machine) => count(machine) + results);
      const behind = () => wanted.flatMap((least, machine) => (count(machine) < least ? [machine] : []));
      const end = performance.now() + PATIENCE_MS;
      for (; behind().length > 0 && performance.now() < end; await wait(250)) crew.fill();
      return behind().map((machine) => `machine ${machine} does not go on: ${errors.slice(-500)}`);
    },
    async end() {
      const left = running();
      for (const { child } of left) child.kill('SIGKILL');
      await Promise.all(
        all.map(({ child }) =>
          child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined,
        ),
      );
    },
  };
  return crew;
}
