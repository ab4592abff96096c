import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alternate, type Measurement, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure } from '../figure.ts';
import { bareNode, runNode } from '../floors.ts';
import { PEERS } from '../peers.ts';
import type { BenchProject } from '../stores.ts';

/** The number of tasks for which the targets apply. */
const USUAL = 10_000;

/** Words of the command lines, each with its maximum duration as a multiple of a Node process that does nothing. */
const LINES: Readonly<Record<string, readonly [most: number, ...words: string[]]>> = {
  'backlog --help': [2.5, '--help'],
  'backlog list': [4, 'list'],
  'backlog list, as a table': [4, 'list', '--color', 'always'],
  'backlog add': [3.5, 'add', 'Written', 'by', 'the', 'bench'],
  'completion of a project': [3, '__complete', '--', 'list', 'project:'],
};

/**
 * Measures the command line from the start of its process to its end, compared with a Node process that does nothing.
 */
export async function cliFigures(bench: Bench): Promise<Figure[]> {
  const usual = Math.min(USUAL, bench.sizes.at(-1)!);
  const [store] = everyStore(bench).filter(({ size }) => size === usual);
  const { size, age } = store!;
  const place = await bench.store(size, age);
  const measurements: Record<string, Measurement> = { floor: bareNode };
  for (const [name, [, ...words]] of Object.entries(LINES))
    measurements[name] = () => timed(() => say(bench, place, words));
  for (const [name, line] of await peerLines(bench, size)) measurements[name] = line;
  const { floor, ...samples } = await alternate(bench.rounds(20), measurements);
  return Object.entries(samples).map(([name, taken]) => {
    const [most] = LINES[name] ?? [];
    return figure({
      ...{ name, at: storeName(size, age), unit: 'ms' },
      ...{ samples: taken, floor: floor!, target: most === undefined ? undefined : { of: 'ratio', most } },
    });
  });
}

/** Measures the same commands of other programs if they are installed. These figures have no target. */
async function peerLines(bench: Bench, size: number): Promise<[name: string, line: Measurement][]> {
  const lines: [string, Measurement][] = [];
  for (const { name, program, seed, list, add } of PEERS) {
    const file = program();
    if (file === undefined) continue;
    const cwd = join(bench.folder, `peer-${name}`);
    mkdirSync(cwd);
    const options = { cwd, env: { ...environment, ...(await seed(file, cwd, size)) }, maxBuffer: MOST_OUTPUT };
    const said = (words: readonly string[]) => () => timed(() => promisify(execFile)(file, words, options));
    lines.push([`${name}: list`, said(list)], [`${name}: add`, said(add)]);
  }
  return lines;
}

const MOST_OUTPUT = 1 << 26;

async function say({ plugin }: Bench, { project, env }: BenchProject, words: readonly string[]): Promise<void> {
  await runNode([join(plugin, 'dist/cli.cjs'), ...words], { cwd: project, env: { ...environment, ...env } });
}
