import { existsSync } from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import { present } from '../../base/present.ts';
import type { Repository } from '../../domain/records.ts';
import {
  freeName,
  homeFirst,
  type Repositories,
  repositoryOf,
  repositoryOnMachine,
  sameRepository,
  withPlace,
} from '../../domain/repository.ts';
import {
  keepAddress,
  markUsed,
  noteQueue,
  readMarker,
  type Store,
  type Tx,
  type Workspace,
} from '../../store/index.ts';
import { standingIn } from '../paths/locate.ts';
import { thisMachine } from '../processes/process-facts.ts';
import { machineOf } from '../processes/queue-machine.ts';
import { identityOf } from '../repo/identity.ts';
import { homeFolder } from './home.ts';

type Reading = Pick<Tx, 'all'>;

/**
 * Returns the recorded repositories of a workspace as this machine has them, the home repository first.
 * @param common the git folder that counts if this machine has several clones of a repository
 */
export function recorded(state: Reading, common?: string): Repository[] {
  return Array.from(state.all('repository'), ([, one]) => repositoryOnMachine(one, thisMachine, common)).sort(
    homeFirst,
  );
}

/**
 * Returns the repositories with the one of `where` as the current one. That one is included even before it is recorded.
 */
export function repositoriesOf(state: Reading, where: Workspace): Repositories {
  const known = recorded(state, where.common);
  const news = newsOf(where, known);
  const all = news ? [news, ...known.filter(({ name }) => name !== news.name)].sort(homeFirst) : known;
  return { all, here: standingIn(where, all) };
}

/** Records the caller's repository if it is new or has moved. */
export function recordHere(tx: Tx, where: Workspace): void {
  const news = newsOf(where, recorded(tx, where.common));
  if (news) tx.put('repository', news.name, news);
}

/**
 * Wraps a store so that each write also records the caller's repository if it is new or has moved, and keeps what a
 * queue on a server needs in this machine's folder.
 */
export function recording(store: Store, where: Workspace): Store {
  const write: Store['write'] = async (meta, fn) => {
    keepAddress(where);
    if (store.address !== undefined) machineOf(where.dir);
    const done = await store.write(meta, (tx) => {
      if (!newsOf(where, recorded(tx, where.common))) return fn(tx);
      const { noticed, changed } = noticing(tx);
      const value = fn(noticed);
      // The function may have changed the record itself, so the news is about the record as it is now.
      if (changed()) recordHere(tx, where);
      return value;
    });
    if (done.seq !== null) rememberUsed(where);
    return done;
  };
  return Object.create(store, { write: { value: write } }) as Store;
}

/**
 * Notes which queue the repository uses, and in the repository that this queue has changes. A queue on a server doesn't
 * depend on this machine's folder.
 */
function rememberUsed({ foundBy, common, dir, shared, used, unnamed }: Workspace): void {
  if (foundBy !== 'git' || common === undefined) return;
  // The first write gives the queue the name in the marker.
  const named = unnamed ? readMarker(common)?.workspace : basename(dir);
  if (named === undefined) return;
  const queue = join(dirname(dir), named);
  noteQueue(common, queue);
  if (!shared && !used) markUsed(common, queue);
}

/** Returns the record to write about the caller's repository, or undefined. A removed repository stays removed. */
function newsOf(where: Workspace, all: readonly Repository[]): Repository | undefined {
  const here = all.length > 0 ? standingIn(where, all) : undefined;
  const known = (here && repositoryOf(here.repo, all)) ?? cloneElsewhere(where, all);
  if (known ? known.common === where.common : !isProject(where)) return undefined;
  if (!known && where.repository !== undefined) return undefined;
  const folder = topOf(where);
  const isHome = known ? known.home : !all.some(({ home }) => home);
  return placedHere(where, {
    ...known,
    name: known?.name ?? freeName(folder, all),
    ...present({ common: where.common }),
    folder,
    ...(isHome ? { home: true } : {}),
  });
}

/** Finds the repository of which this machine has a new clone, in a queue on a server. */
function cloneElsewhere({ shared, common }: Workspace, all: readonly Repository[]): Repository | undefined {
  return shared && common !== undefined ? sameRepository(identityOf(common), all) : undefined;
}

/** Adds the folders of this machine to a repository's record, in a queue that other machines use, too. */
export function placedHere({ shared }: Pick<Workspace, 'shared'>, one: Repository): Repository {
  if (!shared) return one;
  const { common, folder } = one;
  const identity = common === undefined ? {} : identityOf(common);
  return withPlace(
    { ...one, ...present({ remote: one.remote ?? identity.remote, first: one.first ?? identity.first }) },
    { machine: thisMachine(), ...present({ common }), folder },
    (other) => !existsSync(other.common ?? other.folder),
  );
}

/**
 * Returns the top of the main worktree. For a submodule, whose git folder is in another repository, returns its own
 * top.
 */
export function topOf({ common, root }: Pick<Workspace, 'common' | 'root'>): string {
  return common !== undefined && basename(common) === '.git' ? dirname(common) : root;
}

/**
 * Checks whether a folder can be a project. The home folder and the root of the file system can't: callers often work
 * there without a project.
 */
function isProject({ common, root }: Workspace): boolean {
  return common !== undefined || (root !== homeFolder() && root !== parse(root).root);
}

/** Wraps a transaction to detect whether it changes anything. */
function noticing(tx: Tx): { noticed: Tx; changed: () => boolean } {
  let changes = 0;
  const noticed: Tx = Object.create(tx, {
    put: { value: (...put: Parameters<Tx['put']>) => ++changes && tx.put(...put) },
    remove: { value: (...removed: Parameters<Tx['remove']>) => ++changes && tx.remove(...removed) },
  });
  return { noticed, changed: () => changes > 0 };
}
