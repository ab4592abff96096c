import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RawServer, startServer } from '../test/support/raw-server.ts';
import { environment } from './environment.ts';
import { seed } from './seed.ts';
import type { Age, BenchProject, Growth } from './stores.ts';

/** The repository's folder. scripts/run-ts.mjs passes it, because the bundled program itself is in another folder. */
export const repository = process.env.BACKLOG_REPOSITORY ?? process.cwd();

/** Resources that all measurements share. Stores are made at their first use. */
export interface Bench {
  /** Numbers of tasks for the measurements, in ascending order. */
  sizes: readonly number[];
  /** Returns the number of rounds. A quick run has fewer than `full`. */
  rounds(full: number): number;
  /** Size of the measurement of many agents. */
  load: Load;
  /** The plugin as a client installs it: a copy outside of the repository. */
  plugin: string;
  /** A folder for temporary files of measurements. */
  folder: string;
  /**
   * Returns a shared store. It has the given numbers of tasks and archived tasks, or tasks with many notes, evidence or
   * versions.
   */
  store(size: number, age: Age, archived?: number, growth?: Growth): Promise<BenchProject>;
  /** Returns a new empty store. */
  empty(name: string): Promise<BenchProject>;
  /** Starts a server that isn't initialized yet. The server ends with the bench. */
  start(place: BenchProject, env?: Readonly<Record<string, string>>): RawServer;
  /** Prints progress to stderr. */
  progress(text: string): void;
  /** Calls a function when the bench ends, also after an error or a signal. */
  atEnd(end: () => unknown): void;
  seconds(): number;
  close(): Promise<void>;
}

/** Size of the measurement of many agents: how many on how many machines, for how long. */
export interface Load {
  agents: number;
  machines: number;
  minutes: number;
}

export async function openBench({ quick, load }: { quick: boolean; load: Load }): Promise<Bench> {
  const began = performance.now();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'backlog-bench-')));
  const servers = new Set<RawServer>();
  const stores = new Map<string, Promise<BenchProject>>();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const progress = (text: string) => process.stderr.write(`${String(seconds()).padStart(4)} s  ${text}\n`);
  const ends: (() => unknown)[] = [];
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
    for (const server of servers) server.end('SIGKILL');
    await Promise.all([...servers].map(({ ended }) => ended));
    // A process may still write while it ends.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close().then(() => process.exit(1)));

  progress('building the plugin');
  const plugin = await install(join(folder, 'plugin'));
  return {
    sizes: quick ? [0, 1_000] : [0, 1_000, 10_000, 100_000],
    rounds: (full) => (quick ? Math.max(3, Math.round(full / 5)) : full),
    load,
    plugin,
    folder,
    store(size, age, archived, growth) {
      const name = [size, age, archived, growth?.grown, growth?.each].join('-');
      const known = stores.get(name);
      if (known) return known;
      progress(
        `making a store of ${storeName(size, age)}${archived ? ` and ${archived} archived` : ''}${growth ? `, ${growth.each} ${growth.grown} each` : ''}`,
      );
      const made = seed({ folder: join(folder, name), size, age, archived, growth });
      stores.set(name, made);
      return made;
    },
    empty: (name) => seed({ folder: join(folder, name), size: 0, age: 'compact' }),
    start({ project, env }, more = {}) {
      const server = startServer({
        server: join(plugin, 'dist/server.cjs'),
        cwd: project,
        env: { ...environment, ...env, ...more },
      });
      servers.add(server);
      server.ended.then(() => servers.delete(server));
      return server;
    },
    progress,
    atEnd: (end) => void ends.push(end),
    seconds,
    close,
  };
}

/** Names a store: `10,000 long`. */
export function storeName(size: number, age: Age): string {
  return size === 0 ? '0' : `${size.toLocaleString('en')} ${age}`;
}

/** Returns all stores for the measurements: the empty one, and each size in both ages. */
export function everyStore({ sizes }: Bench): { size: number; age: Age }[] {
  return sizes.flatMap((size) =>
    size === 0 ? [{ size, age: 'compact' as const }] : (['compact', 'long'] as const).map((age) => ({ size, age })),
  );
}

/** Builds the plugin into a folder, as a client has it. */
async function install(target: string): Promise<string> {
  await promisify(execFile)(process.execPath, [join(repository, 'scripts/build.mjs'), target]);
  return target;
}
