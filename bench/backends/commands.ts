import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/store/index.ts';
import { type CountingProxy, openProxy, type Traffic } from '../../test/support/counting-proxy.ts';
import { alternate, type Measurement, timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import { eachRow, figure, type Row } from '../figure.ts';
import { runNode } from '../floors.ts';
import { withFreshServer } from '../fresh-server.ts';
import { type Call, edit, runHook, sessionStart } from '../hook-call.ts';
import type { BenchProject } from '../stores.ts';
import { DISK, type Ground } from './grounds.ts';
import { queueAt, queueOn, sizeIn } from './queues.ts';

/** Rows in the first list of a client. */
const ROWS = 50;

/** Measures the first answers of a server and of the command line, with and without copies of files on this machine. */
export async function* startFigures(bench: Bench, grounds: readonly Ground[]): AsyncGenerator<Row> {
  const disk = await queueOn(bench, DISK, 'starts-disk');
  const size = sizeIn(bench).toLocaleString('en');
  for (const ground of grounds) {
    const name = `starts-${grounds.indexOf(ground)}`;
    yield* eachRow('starts', ground.name, async () => {
      const place = await queueOn(bench, ground, name);
      const list = (at: BenchProject) => () => timed(() => command(bench, at, ['list']));
      const first = (at: BenchProject) => () => firstList(bench, at);
      const cold = (measure: Measurement) => () => {
        rmSync(join(place.env.BACKLOG_HOME!, 'cache'), { recursive: true, force: true });
        return measure();
      };
      await list(place)();
      const taken = await alternate(bench.rounds(15), {
        ...{ 'list, disk': list(disk), 'list, warm': list(place), 'list, cold': cold(list(place)) },
        ...{ 'start, disk': first(disk), 'start, warm': first(place), 'start, cold': cold(first(place)) },
      });
      const at = `${size}, ${ground.name}`;
      return [
        figure({ name: 'list, warm', at, unit: 'ms', samples: taken['list, warm'], floor: taken['list, disk'] }),
        figure({ name: 'list, cold', at, unit: 'ms', samples: taken['list, cold'], floor: taken['list, disk'] }),
        figure({
          name: 'start and list, warm',
          at,
          unit: 'ms',
          samples: taken['start, warm'],
          floor: taken['start, disk'],
        }),
        figure({
          name: 'start and list, cold',
          at,
          unit: 'ms',
          samples: taken['start, cold'],
          floor: taken['start, disk'],
        }),
      ];
    });
  }
}

function firstList(bench: Bench, place: BenchProject): Promise<number> {
  return withFreshServer(
    bench,
    place,
    async (server, initialized) => initialized + (await timed(() => server.text('task_list', { limit: ROWS }))),
  );
}

/** Milliseconds by which the proxy holds each answer. */
const HOLD_MS = 20;

/** Counts what commands send and receive. A process is one command, with copies of immutable files on this machine. */
export async function* trafficFigures(bench: Bench, grounds: readonly Ground[]): AsyncGenerator<Row> {
  for (const ground of grounds.filter(({ tcp }) => tcp !== undefined)) {
    const name = `traffic-${grounds.indexOf(ground)}`;
    yield* eachRow('round trips', ground.name, async () => {
      await queueOn(bench, ground, name);
      const proxy = await openProxy(ground.tcp!.port, HOLD_MS);
      bench.atEnd(proxy.end);
      const place = queueAt(bench, ground.tcp!.addressAt(proxy.port, name), `${name}-proxy`, ground.env);
      const store = await openStore({ dir: place.dir });
      const commit = (n: number) => store.write(META, (tx) => tx.put<string>('op', `counted-${n}`, { n }));
      const calls: Record<string, (n: number) => Promise<unknown>> = { 'commit of a running process': commit };
      for (const [what, run] of Object.entries(CALLS)) calls[what] = (n) => run(bench, place, n);
      const rows: Row[] = [];
      for (const [what, call] of Object.entries(calls))
        rows.push(...(await countedRows(proxy, call, { what, ground })));
      await store.close();
      return rows;
    });
  }
}

const META = { command: 'bench', actor: { kind: 'system', name: 'upkeep' } } as const;
const ROUNDS = 3;

async function countedRows(
  proxy: CountingProxy,
  call: (n: number) => Promise<unknown>,
  { what, ground }: { what: string; ground: Ground },
): Promise<Row[]> {
  const samples: Traffic[] = [];
  for (let n = 0; n <= ROUNDS; n++) {
    await call(n);
    const traffic = proxy.take();
    // The first call fills caches.
    if (n > 0) samples.push(traffic);
  }
  const at = ground.name;
  const of = (value: (traffic: Traffic) => number) => samples.map(value);
  return [
    figure({ name: `${what}: round trips`, at, unit: 'x', samples: of(({ roundTrips }) => roundTrips) }),
    figure({ name: `${what}: requests`, at, unit: 'x', samples: of(({ requests }) => requests) }),
    figure({ name: `${what}: traffic`, at, unit: 'KB', samples: of(({ bytes }) => bytes / 1_000) }),
  ];
}

const WRITE: Call = { name: 'Write', event: 'PreToolUse', fields: edit('src/free/index.ts') };

const CALLS: Readonly<Record<string, (bench: Bench, place: BenchProject, n: number) => Promise<unknown>>> = {
  add: (bench, place, n) => command(bench, place, ['add', `Count ${n}`]),
  list: (bench, place) => command(bench, place, ['list']),
  done: (bench, place, n) => command(bench, place, ['done', String(1_000 + n), '--force']),
  claim: (bench, place, n) => command(bench, place, ['claim', 'acquire', `src/counted-${n}/**`]),
  'hook of a Write': (bench, place, n) => runHook(bench, place, WRITE, n),
  'hook of a session start': (bench, place, n) => runHook(bench, place, sessionStart, n),
};

async function command({ plugin }: Bench, { project, env }: BenchProject, words: readonly string[]): Promise<void> {
  await runNode([join(plugin, 'dist/cli.cjs'), ...words], { cwd: project, env: { ...environment, ...env } });
}
