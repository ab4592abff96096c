import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alternate, type Measurement, timed } from '../alternate.ts';
import { type Bench, everyStore, storeName } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure } from '../figure.ts';
import { bareNode, runNode } from '../floors.ts';
import type { BenchProject } from '../stores.ts';

/** The number of tasks for which the targets apply. The hook reads claims but no tasks. */
const USUAL = 10_000;

/**
 * Measures git's pre-commit hook from the start of its process to its end, with its shell, compared with a process that
 * does nothing.
 */
export async function gateFigures(bench: Bench): Promise<Figure[]> {
  const usual = Math.min(USUAL, bench.sizes.at(-1)!);
  const measurements: Record<string, Measurement> = { floor: bareNode };
  for (const { size, age } of everyStore(bench).filter((store) => store.size === usual)) {
    const place = await bench.store(size, age);
    await prepare(bench, place);
    const hook = join(place.project, '.git/hooks/pre-commit');
    const at = storeName(size, age);
    measurements[at] = () => timed(() => run(hook, [], place, OTHER));
  }
  const { floor, ...samples } = await alternate(bench.rounds(20), measurements);
  return Object.entries(samples).map(([at, ms]) =>
    figure({
      name: 'git hook before a commit',
      at,
      unit: 'ms',
      samples: ms,
      floor: floor!,
      target: { of: 'ratio', most: 2.5 },
    }),
  );
}

/** Installs the hook and adds a claim. Because of the claim, the hook must request the staged files from git. */
async function prepare({ plugin }: Bench, place: BenchProject): Promise<void> {
  const cli = join(plugin, 'dist/cli.cjs');
  const terminal = 'data:text/javascript,process.stderr.isTTY=true';
  await runNode(['--import', terminal, cli, 'git-hook', 'install'], whereabouts(place));
  await runNode([cli, 'claim', 'acquire', '--scope', 'src/held/**'], whereabouts(place, HOLDER));
  mkdirSync(join(place.project, 'src'), { recursive: true });
  writeFileSync(join(place.project, 'src/free.ts'), 'export {}\n');
  await run('git', ['add', 'src/free.ts'], place);
}

const HOLDER = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'holder' };
const OTHER = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'other' };

function whereabouts({ project, env }: BenchProject, more: Readonly<Record<string, string>> = {}) {
  return { cwd: project, env: { ...environment, ...env, ...more } };
}

async function run(program: string, args: readonly string[], place: BenchProject, more = {}): Promise<void> {
  const { stderr } = await promisify(execFile)(program, [...args], whereabouts(place, more));
  if (stderr !== '') throw new Error(`${program}: ${stderr}`);
}
