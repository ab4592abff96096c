import { basename } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { shellWord } from '../../base/shell-word.ts';
import { addressIn, openStore, type Store } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';
import type { WorkspaceFinding } from '../workspace/finding.ts';
import { recorded as recordedIn } from '../workspace/repositories.ts';
import { linkCall, wordFor } from './former-queue.ts';
import { stateOf } from './state.ts';

/** Returns findings for `doctor` about repositories that aren't in their recorded folder. */
export function repositoryFindings(context: Pick<Context, 'repositories' | 'workspace' | 'store'>): WorkspaceFinding[] {
  return context.repositories.all.flatMap((one) => {
    const state = stateOf(one, context);
    const { name, folder } = one;
    if (state === 'linked' || state === 'elsewhere') return [];
    if (state === 'unlinked')
      return [
        {
          problem: `the git folder of ${folder} (${name}) no longer names this queue`,
          advice: `To link it again: \`${linkAgain(folder, context.store)}\`.`,
        },
      ];
    const problem = `the repository ${name} is gone from ${folder}`;
    const remove = one.home ? '' : ` If it was deleted: \`backlog repo remove ${name}\``;
    const advice = `If it was moved: \`backlog repo add FOLDER --name ${name}\`.${remove}`;
    return [{ problem, advice }];
  });
}

/**
 * Returns findings for `doctor` about other stores that may contain missing tasks, with a command that reads each
 * store.
 */
export async function storesBeside({
  workspace,
  store,
}: Pick<Context, 'workspace' | 'store'>): Promise<WorkspaceFinding[]> {
  const { dir: used, exists, common, beside } = workspace();
  const found = beside?.() ?? { here: [], all: [] };
  const here: typeof found.here = [];
  for (const one of found.here) if (!(await isSameQueue(one.dir, store))) here.push(one);
  const recorded: string[] = [];
  for (const dir of found.all)
    if ((await hasRecorded(dir, common)) && !(await isSameQueue(dir, store))) recorded.push(dir);
  const stores = [...here, ...recorded.map((dir) => ({ dir, of: 'this repository' }))];
  return Promise.all(
    stores.map(async ({ dir, of }) => ({
      problem: `${exists ? 'another' : 'a'} queue of ${of} exists: ${dir} (${await tasksOf(dir)})`,
      advice: `${exists ? `Your changes here go to ${used}. ` : ''}\`BACKLOG_DIR=${shellWord(dir)} backlog list\` shows ${exists ? 'the other queue' : 'it'}. ${!exists && recorded.includes(dir) ? `To use it here again: \`${linkCall(basename(dir))}\`.` : `To copy its tasks: \`BACKLOG_DIR=${shellWord(dir)} backlog export --attachments --to ../queue.json\`, then \`backlog import ../queue.json\`.`}`,
    })),
  );
}

/**
 * Checks whether the store in a folder is the queue in use, with another address: of another user, or by another name of
 * the server. Its id decides. A copy on this machine has the same id, so both must be on a server.
 */
async function isSameQueue(dir: string, { id, address }: Pick<Context['store'], 'id' | 'address'>): Promise<boolean> {
  if (id === null || !address || addressIn(dir) === undefined) return false;
  const store = await openStore({ dir, kinds: [] }).catch(() => null);
  await store?.close();
  return store?.id === id;
}

async function hasRecorded(dir: string, common: string | undefined): Promise<boolean> {
  const store = common === undefined ? null : await openStore({ dir, kinds: ['repository'] }).catch(() => null);
  const has = store !== null && recordedIn(store.state, common).some((one) => one.common === common);
  await store?.close();
  return has;
}

async function tasksOf(dir: string): Promise<string> {
  const store = await openStore({ dir, kinds: ['task'] }).catch(() => null);
  const count = store && [...store.state.all('task')].length;
  await store?.close();
  if (count === null) return 'it cannot be read';
  return counted(count, 'task');
}

/** A repository whose former queue is the open one. */
interface UnlinkedRepository {
  /** Says what happened. */
  text: string;
  /** The command with which a person links it again, from any folder. */
  call: string;
}

/** Returns the repositories of the open queue whose git folders don't name it, so that calls there don't use it. */
export function unlinkedRepositories(
  context: Pick<Context, 'repositories' | 'workspace' | 'store'>,
): UnlinkedRepository[] {
  const unlinked = context.repositories.all.filter((one) => stateOf(one, context) === 'unlinked');
  return unlinked.map(({ folder }) => ({
    text: `The git folder of ${folder} no longer names this queue, so calls there don't use it.`,
    call: linkAgain(folder, context.store),
  }));
}

/** Returns the command with which a person links a repository to this queue again, from any folder. */
export function linkAgain(folder: string, { dir, state }: Pick<Store, 'dir' | 'state'>): string {
  return `${linkCall(wordFor(dir, state))} --cwd ${shellWord(folder)}`;
}

/** Says in one line what happened to a repository and how a person links it again. */
export function unlinkedLine({ text, call }: UnlinkedRepository): string {
  return `${text} To link it again, a person types \`${call}\`.`;
}
