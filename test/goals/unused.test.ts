import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';

/** The rooms and files about goals. */
const OF_GOALS = /^src\/(?:goals|(?:domain|work|report|commands)\/goals?)\/|^src\/domain\/kinds\/goals\.ts$/;

/**
 * What a start has of goals: the tables of kinds and settings, the commands' declarations, the chain from a task to its
 * goal, and short texts. Health, saving, import, page and tree load with the first command about goals.
 */
const AT_START =
  /^src\/(?:commands\/goal\/(?!goals-on-call)|domain\/|goals\/(?:chain|check|finding|limits|links|measure|plan|progress|serves|sound|texts|why)\.ts|work\/goals\/(?:check-undone|find-goal|goal-log|plan-head|task-why)\.ts|report\/goals\/(?!goal-tree\.ts))/;

soak('a start loads no rule of goals but those that find the goal of a task', async () => {
  const entries = ['src/interfaces/cli/main-loop.ts', 'src/interfaces/mcp/engine.ts'];
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    ...{ entryPoints: entries, outdir: tempFolder('bundle'), write: false, metafile: true },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  });
  const files = metafile.outputs;
  const loaded = new Set<string>();
  const visit = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of files[file]?.imports ?? [])
      if (kind === 'import-statement' && files[path]) visit(path);
  };
  for (const [file, { entryPoint = '' }] of Object.entries(files)) if (entries.includes(entryPoint)) visit(file);
  const start = [...loaded]
    .flatMap((file) => Object.entries(files[file]!.inputs))
    .flatMap(([source, { bytesInOutput }]) => (bytesInOutput > 0 && OF_GOALS.test(source) ? [source] : []));
  expect(start).toContain('src/commands/goal/save.ts');
  expect(start.filter((source) => !AT_START.test(source))).toEqual([]);
});
