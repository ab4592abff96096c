import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import type { RawServer } from '../support/raw-server.ts';
import { testServer } from '../support/test-server.ts';

/** A git repository and a home of its own, in which any number of servers run. */
export interface Site {
  project: string;
  home: string;
  /** The folder of the one store there is. */
  storeDir(): string;
  /** The store as a new process finds it. */
  store(): Promise<Store>;
  /** A server of this site that has been initialised; it is killed with the test. */
  serve(env?: Readonly<Record<string, string>>): Promise<RawServer>;
  /** The same, before anything was said to it. */
  start(env?: Readonly<Record<string, string>>): RawServer;
}

export function site(server: string): Site {
  const folder = tempFolder('site');
  const project = join(folder, 'project');
  const home = join(folder, 'home');
  mkdirSync(project);
  mkdirSync(home);
  git(project, 'init', '--quiet');
  const workspaces = join(home, 'workspaces');
  const storeDir = () => {
    const [name, ...others] = readdirSync(workspaces);
    if (!name || others.length > 0) throw new Error(`expected one store in ${workspaces}`);
    return join(workspaces, name);
  };
  const start: Site['start'] = (env = {}) =>
    testServer({ server, cwd: project, env: { HOME: home, BACKLOG_HOME: home, TZ: 'UTC', ...env } });
  return {
    project,
    home,
    storeDir,
    store: () => openStore({ dir: storeDir() }),
    start,
    async serve(env) {
      const started = start(env);
      await started.initialize();
      return started;
    },
  };
}
