import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backendOf } from '../../src/store/backends/chosen.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { assignStore, findWorkspace, openStore, prepareStore, storeAddress } from '../../src/store/index.ts';
import { FORMAT_FILE } from '../../src/store/layout.ts';
import { copyFiles } from '../../src/store/move/copy.ts';
import type { Bench } from '../bench.ts';
import type { BenchProject } from '../stores.ts';
import type { Ground } from './grounds.ts';

/** The number of tasks of all queues here. */
const TASKS = 10_000;

/** Returns the number of tasks in this bench, which is smaller in a quick one. */
export const sizeIn = (bench: Bench): number => Math.min(TASKS, bench.sizes.at(-1)!);

/** Puts a copy of the shared queue on a server. For the disk, copies it to another folder, so that all have as many changes. */
export async function queueOn(bench: Bench, ground: Ground, name: string): Promise<BenchProject> {
  const source = await bench.store(sizeIn(bench), 'compact');
  const address = ground.addressOf(name);
  if (address === undefined) return copyOnDisk(bench, source, name);
  const place = projectAt(bench, name, ground.env);
  await prepareStore(storeAddress(address));
  const where = findWorkspace({ cwd: place.project, env: place.env, home: place.env.HOME! });
  assignStore(where, storeAddress(address));
  const { dir } = findWorkspace({ cwd: place.project, env: place.env, home: place.env.HOME! });
  const [from, to] = [fsBackend(source.dir), await backendOf(dir, storeAddress(address))];
  await copyFiles({ from, to }, new Map());
  await to.put(FORMAT_FILE, (await from.get(FORMAT_FILE))!);
  await to.close?.();
  const store = await openStore({ dir, address: storeAddress(address) });
  await store.maintain({ force: true });
  await store.close();
  return { ...place, dir };
}

/** Returns the same queue at another address of its server, such as that of a proxy. */
export function queueAt(bench: Bench, address: string, name: string, env: Ground['env']): BenchProject {
  const place = projectAt(bench, name, env);
  const find = () => findWorkspace({ cwd: place.project, env: place.env, home: place.env.HOME! });
  assignStore(find(), storeAddress(address));
  return { ...place, dir: find().dir };
}

function copyOnDisk(bench: Bench, { project, env }: BenchProject, name: string): BenchProject {
  const folder = join(bench.folder, name);
  execFileSync('cp', ['-a', join(project, '..'), folder]);
  const [copy, home] = [join(folder, 'project'), join(folder, 'home')];
  const moved = { ...env, HOME: home, BACKLOG_HOME: home };
  return { project: copy, env: moved, dir: findWorkspace({ cwd: copy, env: moved, home }).dir };
}

function projectAt(bench: Bench, name: string, more: Ground['env']) {
  const folder = join(bench.folder, name);
  const [project, home] = [join(folder, 'project'), join(folder, 'home')];
  mkdirSync(home, { recursive: true });
  execFileSync('git', ['init', '-q', project], { env: { PATH: process.env.PATH, HOME: home } });
  return { project, env: { HOME: home, BACKLOG_HOME: home, TZ: 'UTC', ...more } };
}
