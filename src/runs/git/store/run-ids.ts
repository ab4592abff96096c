import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_NAME } from '../../../domain/scope-text.ts';
import { type RunPlace, repositoriesFolder, repositoryPaths, runPaths, runRefs } from './paths.ts';

/**
 * Checks whether a run has used an id: its folder exists, or a private copy has its refs, which stay after the folder is
 * cleaned. The queue may have forgotten that run: a restored or salvaged queue no longer counts its last runs.
 */
export function isIdUsed({ runs, id }: Pick<RunPlace, 'runs' | 'id'>): boolean {
  return existsSync(runPaths({ runs, id }).folder) || storesIn(runs).some((store) => hasRefs(store, runRefs(id)));
}

function storesIn(runs: string): string[] {
  const folder = repositoriesFolder(runs);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => REPOSITORY_NAME.test(name));
  return names.map((name) => repositoryPaths({ runs, repository: { name, folder } }).store);
}

/** Checks whether a private copy has a ref below a folder. git may move refs from their own files into one file. */
function hasRefs(store: string, folder: string): boolean {
  if (existsSync(join(store, folder))) return true;
  const packed = join(store, 'packed-refs');
  return existsSync(packed) && readFileSync(packed, 'utf8').includes(` ${folder}/`);
}
