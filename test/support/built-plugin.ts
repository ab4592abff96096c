import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, inject } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of a plugin that is built from the present sources, so that no test depends on a stale `plugin/`. */
export interface BuiltPlugin {
  /** A marketplace of one plugin, as the repository is. */
  marketplace: string;
  /** For `--plugin-dir`. */
  folder: string;
  server: string;
  cli: string;
  hook: string;
  supervisor: string;
  gate: string;
  sdkLocal: string;
}

/** Builds the plugin before the tests of the calling file, unless another file of this run has done so. Nobody writes in it. */
export function builtPlugin(): BuiltPlugin {
  const marketplace = join(inject('shared'), 'marketplace');
  const folder = join(marketplace, 'plugin');
  const dist = join(folder, 'dist');
  beforeAll(() => build(marketplace));
  return {
    marketplace,
    folder,
    server: join(dist, 'server.cjs'),
    cli: join(dist, 'cli.cjs'),
    hook: join(dist, 'hook.cjs'),
    supervisor: join(dist, 'supervisor.cjs'),
    gate: join(dist, 'gate.cjs'),
    sdkLocal: join(dist, 'sdk-local.mjs'),
  };
}

/** Put in place whole; of two processes that build at once, the first to finish wins. */
async function build(marketplace: string): Promise<void> {
  if (existsSync(marketplace)) return;
  const made = `${marketplace}-${process.pid}`;
  await cp(join(repository, '.claude-plugin'), join(made, '.claude-plugin'), { recursive: true });
  await promisify(execFile)(process.execPath, [join(repository, 'scripts/build.mjs'), join(made, 'plugin')]);
  await rename(made, marketplace).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    return rm(made, { recursive: true, force: true });
  });
}
