import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { groupedBy } from '../../src/base/iterables.ts';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { IMPORT_ROWS } from '../../src/commands/task/exchange/import.ts';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { prepareStore, storeAddress } from '../../src/store/index.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import type { Child } from '../../test/support/child.ts';
import { hasPostgres, openPostgres, type PostgresServer } from '../../test/support/postgres-server.ts';
import type { Bench } from '../bench.ts';
import { figure, type Row } from '../figure.ts';
import { quantile } from '../stats.ts';
import { firstLine } from './distance.ts';
import { type Measured, startMachine, type Timed } from './machine.ts';
import { queueAt } from './queues.ts';

/** Duration of the work before the measurement, in milliseconds. */
const WARM_MS = 60_000;
/** Mean time that an agent needs for a task, in milliseconds. */
const TASK_MS = 60_000;
const ADA = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' } as const;
/** Aims: the durations in milliseconds. */
const AIMS = { claim: 100, lag: 1_000, connections: 200 };

/**
 * Measures a queue in PostgreSQL that many agents use on several machines: each one takes tasks, writes, follows the
 * queue, and has its claims renewed. A machine is a process with a home folder of its own.
 */
export async function agentFigures(bench: Bench): Promise<Row[]> {
  if (!hasPostgres) return [];
  const { agents, machines, minutes } = bench.load;
  const ms = minutes * 60_000;
  const server = await openPostgres({ disk: dirname(bench.folder), tcp: true, connections: 400 });
  bench.atEnd(server.end);
  const address = server.addressBy('tcp', 'agents');
  await prepareStore(storeAddress(address));
  const places = Array.from({ length: machines }, (_, n) => queueAt(bench, address, `machine-${n}`, {}));
  const each = Math.round(agents / machines);
  await addTasks(places[0]!.project, places[0]!.env, Math.ceil(each * machines * (2 + (WARM_MS + ms) / TASK_MS)));

  const children: Child[] = [];
  bench.atEnd(() => children.forEach((child) => void child.process.kill('SIGKILL')));
  // One after the other: their start is no part of the measurement.
  for (const [n, { project, env }] of places.entries()) {
    const child = startMachine(project, env, { name: `m${n}`, agents: each, warmMs: WARM_MS, ms, taskMs: TASK_MS });
    children.push(child);
    await firstLine(child);
  }
  const observed = observe(server);
  for (const { process: machine } of children) machine.kill('SIGUSR2');
  bench.progress(`${each * machines} agents on ${machines} machines, ${minutes} minutes`);
  const ends = await Promise.all(children.map(({ ended }) => ended));
  const found = await observed.end();
  const all = children.map(({ lines }, n): Measured => {
    if (lines.length < 2) throw new Error(`a machine failed: ${ends[n]?.errors}`);
    return JSON.parse(lines.at(-1)!);
  });
  const failures = all.flatMap(({ failed }) => failed);
  for (const failure of new Set(failures)) bench.progress(`failed: ${failure}`);
  const claims = all.flatMap((one) => one.claims);
  bench.progress(`claims, p95 of each minute: ${p95OfMinutes(claims).map(Math.round).join(', ')} ms`);
  return rows(all, found, { at: `${each * machines} agents`, seconds: ms / 1_000 });
}

function rows(all: readonly Measured[], found: Observed, { at, seconds }: { at: string; seconds: number }): Row[] {
  const claims = all.flatMap((one) => one.claims.map(([, ms]) => ms));
  const writes = all.flatMap((one) => one.writes.map(([, ms]) => ms));
  const made = new Map(all.flatMap((one) => one.made));
  const lags = all.flatMap(({ arrived }) =>
    arrived.flatMap(([seq, time]) => (made.has(seq) ? [Math.max(0, time - made.get(seq)!)] : [])),
  );
  const most = (name: string, value: number, aim: number, unit: 'ms' | 'x' = 'ms') =>
    figure({ name, at, unit, samples: [value], target: { of: 'median', most: aim } });
  return [
    figure({ name: 'claim of the next task', at, unit: 'ms', samples: claims }),
    most('claim of the next task, p95', quantile(claims, 0.95)!, AIMS.claim),
    figure({ name: 'claim of the next task, longest', at, unit: 'ms', samples: [Math.max(...claims)] }),
    figure({ name: 'note or completion', at, unit: 'ms', samples: writes }),
    figure({
      name: 'claims, notes and completions',
      at,
      unit: '/s',
      samples: [(claims.length + writes.length) / seconds],
    }),
    figure({ name: 'a commit reaches all followers of a machine', at, unit: 'ms', samples: lags }),
    most(
      'a commit reaches all followers, longest',
      lags.reduce((a, b) => Math.max(a, b), 0),
      AIMS.lag,
    ),
    most('agents that a failed call ended', all.flatMap(({ failed }) => failed).length, 0, 'x'),
    most('connections, most', Math.max(...found.connections), AIMS.connections, 'x'),
    figure({
      name: 'processor time of the server, of one core',
      at,
      unit: '%',
      samples: [(100 * found.cpuS) / found.seconds],
    }),
    figure({ name: 'memory of the server', at, unit: 'MB', samples: found.memoryMb }),
  ];
}

/** Returns the 95th percentile of each minute: it tells slow claims of one time from those that a longer queue slows down. */
function p95OfMinutes(timed: readonly Timed[]): number[] {
  const first = Math.min(...timed.map(([at]) => at));
  const minutes = groupedBy(timed, ([at]) => Math.floor((at - first) / 60_000));
  const inOrder = [...minutes].sort(([a], [b]) => a - b).map(([, all]) => all.map(([, ms]) => ms));
  return inOrder.map((all) => quantile(all, 0.95)!);
}

async function addTasks(cwd: string, env: NodeJS.ProcessEnv, count: number): Promise<void> {
  const opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
  for (let from = 0; from < count; from += IMPORT_ROWS) {
    const tasks = Array.from({ length: Math.min(IMPORT_ROWS, count - from) }, (_, n) => ({
      description: `Task ${from + n}`,
    }));
    await execute(opened, ADA, commandNamed('task_import'), { tasks });
  }
  await opened.store.maintain({ force: true });
  await opened.close();
}

interface Observed {
  connections: number[];
  memoryMb: number[];
  cpuS: number;
  seconds: number;
}

/** Looks at the server once a second. */
function observe(server: PostgresServer): { end(): Promise<Observed> } {
  const sql = connectPostgres(readPostgresAddress(server.address()));
  const postmaster = Number(readFileSync(join(server.folder, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
  const began = { at: performance.now(), cpuS: usage(postmaster).cpuS };
  const found: Observed = { connections: [], memoryMb: [], cpuS: 0, seconds: 0 };
  const look = async () => {
    const [row] = await sql`
      select count(*)::int as n from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'backlog' and backend_type = 'client backend'`;
    found.connections.push(row!.n);
    found.memoryMb.push(usage(postmaster).memoryMb);
  };
  const timer = setInterval(() => void look().catch(() => {}), 1_000);
  return {
    async end() {
      clearInterval(timer);
      await look();
      await sql.end();
      found.cpuS = usage(postmaster).cpuS - began.cpuS;
      found.seconds = (performance.now() - began.at) / 1_000;
      return found;
    },
  };
}

/** Returns the processor time of a process with its children, the ended ones included, and their memory without copies. */
function usage(postmaster: number): { cpuS: number; memoryMb: number } {
  let [ticks, kb] = [0, 0];
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger))
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      if (pid !== postmaster && fields[1] !== postmaster) continue;
      ticks += fields[11]! + fields[12]! + (pid === postmaster ? fields[13]! + fields[14]! : 0);
      kb += Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  return { cpuS: ticks / 100, memoryMb: kb / 1_024 };
}
