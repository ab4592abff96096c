import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawServer } from '../../test/support/raw-server.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';

const KB = 1024;

/** Measures sizes in the model's context and on the user's disk. */
export async function sizeFigures(bench: Bench): Promise<Figure[]> {
  return [
    size('tool definitions, core', 'KB', await definitions(bench, 'core'), 6),
    size('tool definitions, core,queue', 'KB', await definitions(bench, 'core,queue'), 18),
    size('tool definitions, default', 'KB', await definitions(bench), 28),
    size('a list of 50 tasks', 'KB', await listText(bench), 6),
    size('plugin as installed', 'MB', await folderSize(bench.plugin), 4),
  ];
}

function size(name: string, unit: 'KB' | 'MB', bytes: number, most: number): Figure {
  return figure({ name, unit, samples: [bytes / (unit === 'KB' ? KB : KB * KB)], target: { of: 'median', most } });
}

async function definitions(bench: Bench, tools?: string): Promise<number> {
  return withServer(bench, tools === undefined ? {} : { BACKLOG_TOOLS: tools }, async (server) => {
    const { tools: listed } = await server.request('tools/list');
    return Buffer.byteLength(JSON.stringify(listed));
  });
}

/**
 * Returns the size of the first page of 1,000 tasks. Each has a description of 60 characters, a project, two tags and a
 * due date.
 */
async function listText(bench: Bench): Promise<number> {
  return withServer(bench, {}, async (server) => Buffer.byteLength(await server.text('task_list')));
}

async function withServer<T>(
  bench: Bench,
  env: Record<string, string>,
  work: (server: RawServer) => Promise<T>,
): Promise<T> {
  const server = bench.start(await bench.store(1_000, 'compact'), env);
  await server.initialize();
  const value = await work(server);
  server.end('closed stdin');
  await server.ended;
  return value;
}

/** Returns the size of a folder in whole blocks, as du does. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const facts = await Promise.all(entries.map((name) => stat(join(folder, name))));
  return facts.reduce((sum, { blocks }) => sum + blocks * 512, 0);
}
