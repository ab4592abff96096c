import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { dataFile } from '../../test/oracle/data-file.ts';
import { alternate, timed } from '../alternate.ts';
import { type Bench, repository } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { runNode } from '../floors.ts';
import { withFreshServer } from '../fresh-server.ts';
import { taskRecord } from '../tasks.ts';

const run = promisify(execFile);

/** Measures the parser's cost per process. Also compares counting ready tasks with Taskwarrior. */
export async function filterProcessFigures(bench: Bench): Promise<Figure[]> {
  return [await firstCallFigure(bench), ...(await parserFigures(bench)), ...(await readyFigures(bench))];
}

/**
 * Measures a first list with a filter, compared with a first call without a filter. In both cases, the server has
 * loaded its commands.
 */
async function firstCallFigure(bench: Bench): Promise<Figure> {
  const place = await bench.empty('first-call');
  const first = (tool: string, args = {}) =>
    withFreshServer(bench, place, (server) => timed(() => server.text(tool, args)));
  const { plain, filtered } = await alternate(bench.rounds(20), {
    plain: () => first('claim_list'),
    filtered: () => first('task_list', { filter: FILTER }),
  });
  return figure({
    name: 'first call with a filter, more than without',
    unit: 'ms',
    samples: filtered.map((ms, i) => ms - plain[i]!),
    target: { of: 'median', most: 25 },
  });
}

const FILTER = 'project:web +bug due.before:eow';

/**
 * Two programs that are bundled like the product. They differ only in one point: the second compiles a filter. Both
 * print a line.
 */
const WITHOUT = `
  import { createFacts } from './src/domain/queue/facts.ts';
  import { createQueue } from './src/domain/queue/queue.ts';
  import { urgency } from './src/domain/urgency/urgency.ts';
  import { resolveDate } from './src/time/index.ts';
  const clock = { now: 1785000000000, zone: 'UTC' };
  const facts = createFacts({ queue: createQueue([]), ...clock });
  if (!resolveDate('eow', clock).ok) urgency(undefined, facts);
  const began = performance.now();
`;
const SAYS = 'console.log(JSON.stringify([performance.now() - began]));';
const READS = `compileFilter('${FILTER}', { clock });`;
const WITH = `
  import { compileFilter } from './src/filter/language.ts';
  ${WITHOUT}
  ${READS}
  const read = performance.now();
  ${READS}
  console.log(JSON.stringify([read - began, performance.now() - read]));
`;

async function parserFigures(bench: Bench): Promise<Figure[]> {
  const [without, withParser] = await Promise.all([
    bundle(bench, 'without', WITHOUT + SAYS),
    bundle(bench, 'with', WITH),
  ]);
  const env = { PATH: process.env.PATH };
  const first: number[] = [];
  const { floor, whole } = await alternate(bench.rounds(40), {
    floor: () => timed(() => runNode([without], { env })),
    whole: () =>
      timed(async () => {
        const [once, again] = JSON.parse(await runNode([withParser], { env })) as [number, number];
        first.push(once - again);
      }),
  });
  const pairs = whole.map((ms, i) => ms - floor[i]!);
  const target = { of: 'median', most: 25 } as const;
  return [
    figure({ name: 'loading the parser and the first filter', unit: 'ms', samples: pairs, target }),
    figure({ name: 'of that, building the parser', unit: 'ms', samples: first, target }),
  ];
}

async function bundle(bench: Bench, name: string, contents: string): Promise<string> {
  const outdir = join(bench.folder, `parser-${name}`);
  await build({
    stdin: { contents, resolveDir: repository, loader: 'ts', sourcefile: `${name}.ts` },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: 'error',
  });
  return join(outdir, 'stdin.mjs');
}

/**
 * Measures counting ready tasks from the start of a process to its end. Backlog reads its store, and Taskwarrior its
 * files.
 */
async function readyFigures(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of bench.sizes.filter((tasks) => tasks >= 1_000)) {
    const { project, env } = await bench.store(size, 'compact');
    const cli = join(bench.plugin, 'dist/cli.cjs');
    const place = { cwd: project, env: { ...env, PATH: process.env.PATH } };
    const rounds = size > 10_000 ? 1 : bench.rounds(5);
    const { ours } = await alternate(Math.max(3, rounds), {
      ours: () => timed(() => run(process.execPath, [cli, 'count', '+READY'], place)),
    });
    const floor = hasTaskwarrior() ? await taskwarrior(bench, size, rounds) : undefined;
    const name = `count +READY, a process${floor ? ' (floor: task)' : ''}`;
    figures.push(
      figure({ name, at: size.toLocaleString('en'), unit: 'ms', samples: ours, ...(floor ? { floor } : {}) }),
    );
  }
  return figures;
}

function hasTaskwarrior(): boolean {
  return spawnSync('task', ['--version']).error === undefined;
}

/** Time in milliseconds after which Taskwarrior is stopped. The real value is then higher than its figure. */
const PATIENCE_MS = 60_000;

function passOver(error: { killed?: boolean }): void {
  if (!error.killed) throw error;
}

async function taskwarrior(bench: Bench, size: number, rounds: number): Promise<number[]> {
  const folder = join(bench.folder, `task-${size}`);
  mkdirSync(folder, { recursive: true });
  const now = Date.now();
  const rows = Array.from({ length: size }, (_, n) => ({
    ...taskRecord(n, n + 1, now),
    id: undefined,
    scope: undefined,
  }));
  writeFileSync(join(folder, 'pending.data'), dataFile(rows));
  writeFileSync(join(folder, 'rc'), `data.location=${folder}\nverbose=nothing\nconfirmation=no\nrecurrence=off\n`);
  const words = [`rc:${folder}/rc`, 'rc.gc=off', '+READY', 'count'];
  const env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC' };
  const { samples } = await alternate(rounds, {
    samples: () => timed(() => run('task', words, { env, timeout: PATIENCE_MS }).catch(passOver)),
  });
  return samples;
}
