import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, inject, TestRunner } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of a plugin that is built from the present sources, so that no test depends on an old `plugin/`. */
export interface BuiltPlugin {
  /** Folder of a marketplace with one plugin, like the repository. */
  marketplace: string;
  /** Folder for `--plugin-dir`. */
  folder: string;
  /** The same with hooks that may take two minutes: a real client lets an edit pass whose check is late. */
  patient: string;
  server: string;
  cli: string;
  hook: string;
  supervisor: string;
  gate: string;
  statusline: string;
  sdkLocal: string;
}

/**
 * Builds the plugin before the tests of the calling file, unless another file of this run has built it. Tests must not
 * write to it.
 * @throws an error during a test: its file builds nothing any more, so the test would need luck
 */
export function builtPlugin(): BuiltPlugin {
  if (TestRunner.getCurrentTest())
    throw new Error('builtPlugin() builds before the tests of a file: call it outside of them');
  const marketplace = join(inject('shared'), 'marketplace');
  const folder = join(marketplace, 'plugin');
  const dist = join(folder, 'dist');
  beforeAll(() => build(marketplace));
  return {
    marketplace,
    folder,
    patient: `${marketplace}-patient`,
    server: join(dist, 'server.cjs'),
    cli: join(dist, 'cli.cjs'),
    hook: join(dist, 'hook.cjs'),
    supervisor: join(dist, 'supervisor.cjs'),
    gate: join(dist, 'gate.cjs'),
    statusline: join(dist, 'statusline.cjs'),
    sdkLocal: join(dist, 'sdk-local.mjs'),
  };
}

/**
 * Builds the plugin in the first process that calls it, and then moves it to its place in one step. Other processes
 * wait for it.
 */
async function build(marketplace: string): Promise<void> {
  const [made, failed] = [`${marketplace}-made`, `${marketplace}-failed`];
  if (isFirst(`${marketplace}-begun`)) {
    try {
      await cp(join(repository, '.claude-plugin'), join(made, '.claude-plugin'), { recursive: true });
      await promisify(execFile)(process.execPath, [
        join(repository, 'scripts/tested-plugin.mjs'),
        join(made, 'plugin'),
      ]);
      await makePatient(join(made, 'plugin'), `${marketplace}-patient`);
      await rename(made, marketplace);
    } catch (error) {
      writeFileSync(failed, String(error));
    }
  }
  while (!existsSync(marketplace)) {
    if (existsSync(failed)) throw new Error(`the plugin could not be built: ${readFileSync(failed, 'utf8')}`);
    await wait(50);
  }
}

async function makePatient(plugin: string, folder: string): Promise<void> {
  await cp(plugin, folder, { recursive: true });
  const file = join(folder, 'hooks/hooks.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"timeout": \d+/g, '"timeout": 120'));
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
