import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';

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
}

/** Builds the plugin into a folder of its own before the tests of the calling file, and removes it after them. */
export function builtPlugin(): BuiltPlugin {
  const marketplace = realpathSync(mkdtempSync(join(tmpdir(), 'backlog-built-')));
  const folder = join(marketplace, 'plugin');
  const dist = join(folder, 'dist');
  beforeAll(async () => {
    await cp(join(repository, '.claude-plugin'), join(marketplace, '.claude-plugin'), { recursive: true });
    await promisify(execFile)(process.execPath, [join(repository, 'scripts/build.mjs'), folder]);
  });
  afterAll(() => rm(marketplace, { recursive: true, force: true }));
  return {
    marketplace,
    folder,
    server: join(dist, 'server.mjs'),
    cli: join(dist, 'cli.mjs'),
    hook: join(dist, 'hook.cjs'),
    supervisor: join(dist, 'supervisor.mjs'),
  };
}
