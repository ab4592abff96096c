import { basename, join } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import type { Repository } from '../../domain/records.ts';
import { freeName } from '../../domain/repository.ts';
import {
  isFromEnvironment,
  noteQueue,
  openStore,
  putMarker,
  storeOf,
  type Tx,
  type Workspace,
} from '../../store/index.ts';
import { isFolder } from '../paths/folder.ts';
import type { Context } from '../workspace/context.ts';
import { placedHere, recorded, topOf } from '../workspace/repositories.ts';
import { originAddress } from './identity.ts';
import { namedInScopes } from './remove.ts';
import { stateOf } from './state.ts';

export interface Addition {
  /** A folder of the repository. */
  folder: string;
  name?: string | undefined;
  target?: string | undefined;
  /** Whether to replace the queue that the repository already has. Removing the repository restores that queue. */
  force?: boolean | undefined;
}

/**
 * Adds a repository to the workspace: first its record in one commit, then the marker in its git folder. After a crash
 * between the two steps, a second call finishes the work. If the name belongs to a repository that is missing or was
 * replaced, the new repository gets its tasks and scopes.
 * @throws BacklogError `usage` if the folder isn't a repository, `nothing-to-do` if it already belongs to the
 * workspace, `conflict` if the name is taken or the repository has its own queue
 */
export async function addRepository(context: Context, addition: Addition): Promise<Repository> {
  const there = repositoryAt(context, addition.folder);
  const before = await queueThere(context, there, addition);
  const repository = await context.write(
    'repo_add',
    (tx) => putRepository(tx, context, there, { ...addition, before }),
    { outside: `the marker in ${there.common}` },
  );
  const ours = context.workspace();
  if (!isFromEnvironment(ours)) {
    const name = repository.home ? {} : { repository: repository.name };
    putMarker(there.common, { workspace: basename(ours.dir), ...name });
    noteQueue(there.common, ours.dir);
  }
  return repository;
}

type Found = Workspace & { common: string };

function repositoryAt(context: Context, folder: string): Found {
  if (!isFolder(folder)) refuse('usage', `there is no folder ${folder}`);
  const there = context.workspace(folder);
  if (there.common === undefined)
    refuse('usage', `${folder} is in no git repository`, { hint: 'Create one: run `git init` in that folder.' });
  return there as Found;
}

/**
 * Returns the workspace that the repository already belongs to, so that removing the repository can restore it.
 * Undefined if there is none.
 */
async function queueThere(context: Context, there: Found, { force }: Addition): Promise<string | undefined> {
  const ours = context.workspace();
  if (there.dir === ours.dir || there.common === ours.common || !there.exists) return undefined;
  const top = topOf(there);
  if (there.repository !== undefined) {
    refuse('conflict', `${top} is ${there.repository} in another workspace`, {
      hint: `Remove it from that one first: \`backlog repo remove ${there.repository} --cwd ${shellWord(top)}\``,
    });
  }
  const { state } = await openStore({ ...storeOf(there), kinds: ['task', 'repository'] });
  if (state.size('repository') > 1) {
    refuse('conflict', `${top} is the home of a workspace of ${state.size('repository')} repositories`, {
      hint: `Add this repository to that workspace instead, or remove the others from it. See them: \`backlog repo list --cwd ${shellWord(top)}\``,
    });
  }
  const tasks = state.size('task');
  if (tasks > 0 && !force) {
    refuse('conflict', `${top} has a queue of its own with ${counted(tasks, 'task')}`, {
      hint: `To keep its tasks: \`backlog export --cwd ${shellWord(top)} > queue.json\`, then this again with \`force: true\`, then \`backlog import @queue.json --cwd ${shellWord(top)}\`. Without the import, that queue is set aside until you remove the repository from this workspace.`,
      data: { workspace: basename(there.dir), tasks },
    });
  }
  return basename(there.dir);
}

function putRepository(
  tx: Tx,
  context: Context,
  there: Found,
  { name: wanted, target, before }: Addition & { before: string | undefined },
): Repository {
  const all = recorded(tx);
  const same = all.find(({ common }) => common === there.common);
  if (same && stateOf(same, context) === 'linked') {
    refuse('nothing-to-do', `${topOf(there)} is already in this workspace, as ${same.name}`, {
      hint: 'See all repositories: repo_list',
    });
  }
  const folder = topOf(there);
  const name = wanted ?? same?.name ?? freeName(folder, all);
  const named = all.find((one) => one.name === name);
  if (named && named !== same && stateOf(named, context) === 'linked') {
    refuse('conflict', `the name ${name} belongs to ${named.folder}`, { hint: 'Give another one: `name: NAME`' });
  }
  if (same && named !== same) rename(tx, same, name);
  const remote = originAddress(join(there.common, 'config'));
  const repository = placedHere(there, {
    ...named,
    name,
    common: there.common,
    folder,
    ...present({ remote, target, before }),
  });
  tx.put('repository', name, repository);
  return repository;
}

/**
 * Removes a repository's record under its old name, and moves the record of its git hook to the new name.
 * @throws BacklogError `referenced` if scopes have the old name: their files would no longer be claimed
 */
function rename(tx: Tx, repository: Repository, name: string): void {
  const { name: old, home } = repository;
  const { tasks, claims } = home ? { tasks: [], claims: 0 } : namedInScopes(tx, repository);
  if (tasks.length + claims > 0)
    refuse('referenced', `scopes of tasks and claims name this repository ${old}`, {
      hint: `Add it under this name: \`name: ${old}\``,
      data: { tasks: tasks.map(({ id }) => id), claims },
    });
  tx.remove('repository', old);
  const gate = tx.get('gate', old);
  if (!gate) return;
  tx.remove('gate', old);
  tx.put('gate', name, { ...gate, repository: name });
}
