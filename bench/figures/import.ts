import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawServer } from '../../test/support/raw-server.ts';
import { timed } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import type { BenchProject } from '../stores.ts';
import { peakMemory } from './memory.ts';

const ROWS = 10_000;
const CHAIN = 100;
const WRITERS = 2;
const TARGET = { of: 'median', most: 1_500 } as const;

/**
 * Measures an import of rows in chains of dependencies into an empty store: without other writers, and while others
 * write continuously.
 */
export async function importFigures(bench: Bench): Promise<Figure[]> {
  const alone: number[] = [];
  const beside: number[] = [];
  let meanwhile = 0;
  for (let round = 0; round < bench.rounds(5); round++) {
    alone.push((await importOnce(bench, await bench.empty(`import-alone-${round}`), { tasks: rows() }, 0)).ms);
    const { ms, writes } = await importOnce(
      bench,
      await bench.empty(`import-beside-${round}`),
      { tasks: rows() },
      WRITERS,
    );
    beside.push(ms);
    meanwhile += writes;
  }
  bench.progress(`the others wrote ${meanwhile} times during the imports`);
  const name = `import of ${ROWS.toLocaleString('en')} rows in chains`;
  return [
    figure({ name, unit: 'ms', samples: alone, target: TARGET }),
    figure({ name: `${name}, ${WRITERS} others writing`, unit: 'ms', samples: beside, target: TARGET }),
    ...(await fileFigures(bench)),
    ...(await largeFigures(bench)),
  ];
}

const LARGE_ROWS = 100_000;

/**
 * Measures the import of a large table as the first command of a queue: time, also compared with one of a tenth of its
 * rows, and peak memory on Linux.
 */
async function largeFigures(bench: Bench): Promise<Figure[]> {
  if (!bench.sizes.includes(LARGE_ROWS)) return [];
  const small = await firstImport(bench, ROWS);
  const { ms, peak } = await firstImport(bench, LARGE_ROWS);
  const name = `first import of ${LARGE_ROWS.toLocaleString('en')} rows, rows.csv`;
  return [
    figure({ name, unit: 'ms', samples: [ms], target: { of: 'median', most: 40_000 } }),
    figure({
      ...{ name: `${name}, compared with ${ROWS.toLocaleString('en')}`, unit: 'ms' },
      ...{ samples: [ms], floor: [small.ms], target: { of: 'ratio', most: LARGE_RATIO } },
    }),
    ...peak.map((mb) =>
      figure({ name: `${name}, memory`, unit: 'MB', samples: [mb], target: { of: 'median', most: 1_800 } }),
    ),
  ];
}

/** Maximum time of the large import, as a multiple of the time for a tenth of its rows. */
const LARGE_RATIO = 12;

async function firstImport(bench: Bench, rows: number): Promise<{ ms: number; peak: number[] }> {
  const place = await bench.empty(`import-large-${rows}`);
  const from = join(place.project, 'rows.csv');
  const lines = Array.from({ length: rows }, (_, i) => `Task ${i},High,"a,b",2026-12-24`);
  await writeFile(from, `Title,Priority,Labels,Due date\r\n${lines.join('\r\n')}\r\n`);
  const server = bench.start(place);
  await server.initialize();
  const ms = await timed(() => server.text('task_import', { from }));
  const peak = process.platform === 'linux' ? [peakMemory(server.pid)] : [];
  server.end('closed stdin');
  await server.ended;
  return { ms, peak };
}

/** Measures imports of the same rows as files of each format. The server reads the files. */
async function fileFigures(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, content] of Object.entries(FILES)) {
    const samples: number[] = [];
    for (let round = 0; round < bench.rounds(3); round++) {
      const place = await bench.empty(`import-${name}-${round}`);
      const from = join(place.project, name);
      await writeFile(from, content());
      samples.push((await importOnce(bench, place, { from }, 0)).ms);
    }
    figures.push(
      figure({ name: `import of ${ROWS.toLocaleString('en')} rows, ${name}`, unit: 'ms', samples, target: TARGET }),
    );
  }
  return figures;
}

const FILES: Readonly<Record<string, () => string>> = {
  'rows.json': () => JSON.stringify(rows()),
  'rows.csv': () => `description,priority,tags,due\r\n${eachRow((i) => `Task ${i},H,a b,2026-12-24`, '\r\n')}`,
  'plan.md': () => `# Plan\n\n${eachRow((i) => `- [ ] Task ${i}\n  - priority: H\n  - tags: a, b`)}\n`,
  'issues.jsonl': () => eachRow((i) => JSON.stringify({ ...issue(i), dependencies: waits(i) })),
  'tasks.json': () =>
    JSON.stringify({
      tasks: Array.from({ length: ROWS }, (_, i) => ({
        id: i + 1,
        title: `Task ${i}`,
        status: 'pending',
        dependencies: i % CHAIN ? [i] : [],
      })),
    }),
  'tasks.yaml': () =>
    `tasks:\n${eachRow((i) => `  - id: task_${i}\n    title: Task ${i}\n    status: ready\n    priority: P2\n    labels: [a, b]`)}\n`,
};

function eachRow(row: (i: number) => string, between = '\n'): string {
  return Array.from({ length: ROWS }, (_, i) => row(i)).join(between);
}

const issue = (i: number) => ({
  id: `bd-${i}`,
  title: `Task ${i}`,
  status: 'open',
  priority: 2,
  issue_type: 'task',
  labels: ['a', 'b'],
});
const waits = (i: number) => (i % CHAIN ? [{ depends_on_id: `bd-${i - 1}`, type: 'blocks' }] : []);

async function importOnce(
  bench: Bench,
  place: BenchProject,
  input: object,
  writers: number,
): Promise<{ ms: number; writes: number }> {
  const servers = Array.from({ length: 1 + writers }, () => bench.start(place));
  for (const server of servers) {
    await server.initialize();
    await server.text('task_add', { description: 'Warm up' });
  }
  const [importer, ...others] = servers as [RawServer, ...RawServer[]];
  let done = false;
  let writes = 0;
  const work = others.map(async (server) => {
    for (; !done; writes++) await server.text('task_add', { description: `Meanwhile ${writes}` });
  });
  const ms = await timed(() => importer.text('task_import', input));
  const during = writes;
  done = true;
  await Promise.all(work);
  for (const server of servers) server.end('closed stdin');
  await Promise.all(servers.map(({ ended }) => ended));
  return { ms, writes: during };
}

function rows(): object[] {
  return Array.from({ length: ROWS }, (_, i) => ({
    ref: `r${i}`,
    description: `Task ${i}`,
    tags: 'a,b',
    ...(i % CHAIN ? { depends: [`r${i - 1}`] } : {}),
  }));
}
