import { basename } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { execute } from '../../../commands/execute.ts';
import { commandNamed } from '../../../commands/index.ts';
import { refuse } from '../../../domain/errors.ts';
import {
  findWorkspace,
  markUsed,
  noteQueue,
  openStore,
  putMarker,
  storeOf,
  type Workspace,
} from '../../../store/index.ts';
import { oneLine } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { queueNamed, whereIs } from '../../../work/queues/find-queue.ts';
import { NAME_OF_QUEUE, QUEUE_NAME } from '../../../work/queues/name.ts';
import { allQueues, factsIn, placeOfRow, type QueuePlace, type QueueRow } from '../../../work/queues/queues.ts';
import {
  checkUnused,
  finishRemoval,
  type RemovedQueue,
  removedQueues,
  removeQueue,
  restorableQueue,
  restoreQueue,
  unfinishedRemoval,
} from '../../../work/queues/remove-queue.ts';
import { backlogHome, homeFolder } from '../../../work/workspace/home.ts';
import { type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { recorded } from '../../../work/workspace/repositories.ts';
import { validateRecord } from '../../../work/workspace/validate.ts';
import { confirms } from '../confirm.ts';
import type { Streams } from '../io.ts';
import type { Said } from '../machine/row.ts';
import type { CallOf } from '../machine/table.ts';
import { listQueues, queuesText } from './list-queues.ts';

const USUAL = 50;

/** Lists the queues of this machine. */
export async function listedQueues({ input: { limit = USUAL }, streams, caller }: CallOf<'queue_list'>): Promise<Said> {
  const found = await listQueues(streams, { limit: limit || Number.POSITIVE_INFINITY, caller: caller() });
  const { queues, total } = found;
  if (total > queues.length) streams.err(`backlog: the first ${queues.length} of ${total}; --limit gives more.`);
  return { json: found, text: queuesText(found, streams), painted: true };
}

/** Finds a queue that can get a name. @throws BacklogError `conflict` for a name that another queue has, `usage` for a wrong one */
export async function renamable(
  { name, new: wanted }: CallOf<'queue_rename'>['input'],
  { env, cwd }: QueuePlace,
): Promise<QueueRow> {
  const row = await queueNamed(name, { env, cwd }).catch(async (error: unknown) => {
    const renamed = await renamedBefore(name, wanted, { env, cwd });
    if (!renamed) throw error;
    return { ...renamed, name };
  });
  const same = (await allQueues(env, cwd)).find((one) => one.name === wanted && one.uuid !== row.uuid);
  if (same)
    refuse('conflict', `the queue of ${whereIs(same)} already has the name "${wanted}"`, {
      hint: `Choose another name: \`backlog queue rename ${name} ${wanted}-2\``,
    });
  if (!NAME_OF_QUEUE.test(wanted))
    refuse('usage', `queue: expected a name of letters, digits and . _ -, at most 60, received "${wanted}"`);
  return row;
}

/** Gives a queue another name. @throws the errors of {@link renamable} */
export async function rename({ input, streams, caller }: CallOf<'queue_rename'>): Promise<Said> {
  const wanted = input.new;
  const row = await renamable(input, streams);
  const value = { name: QUEUE_NAME, value: wanted };
  await inQueue(row, streams, (opened) => execute(opened, caller(opened.store), commandNamed('setting_set'), value));
  const json = { uuid: row.uuid, name: wanted, before: row.name };
  return { json, text: `Renamed the queue ${oneLine(row.name)} to ${wanted} (${whereIs(row)}).` };
}

/** Moves a queue aside, after the person has agreed. @throws BacklogError `conflict` for a queue that is in use */
export async function remove(call: CallOf<'queue_remove'>): Promise<Said> {
  const { name, force } = call.input;
  const { env, cwd } = call.streams;
  const left = unfinishedRemoval(backlogHome(env), name);
  const row = await queueNamed(name, { env, cwd }).catch((error) => {
    if (left) return undefined;
    throw error;
  });
  if (!row) {
    finishRemoval(left!);
    return { json: { name, folder: left!.folder }, text: removedLines(name, left!).join('\n') };
  }
  if (basename(env.BACKLOG_DIR ?? '') === row.uuid)
    refuse('conflict', `can't remove the queue ${row.name}: BACKLOG_DIR names it`, {
      hint: `Move its folder yourself: mv ${shellWord(row.dir)} ${shellWord(`${row.dir}.removed`)}`,
    });
  if (row.problem !== undefined) {
    if (!force)
      refuse('conflict', `can't remove the queue ${row.name}, which can't be read: ${row.problem}`, {
        hint: `Check it: \`backlog doctor -w ${row.name}\`. To move it aside anyway, add --force.`,
      });
    return gone(row, undefined, call, "which can't be read");
  }
  return inQueue(row, call.streams, async (opened) => {
    const context = opened.context(call.caller());
    checkUnused(context, row.name);
    return gone(row, opened, call, `with ${counted(context.queue.openSize, 'open task')}`);
  });
}

async function gone(
  row: QueueRow,
  opened: Opened | undefined,
  { streams, flags, caller }: Pick<CallOf<'queue_remove'>, 'streams' | 'flags' | 'caller'>,
  about: string,
): Promise<Said> {
  const address = opened?.store.address;
  const stays = address === undefined ? '' : ` from this machine; it stays in ${address}`;
  const question = `Remove the queue ${row.name} of ${whereIs(row)}, ${about}${stays}`;
  if (!flags.yes && !(await confirms(streams, question, row.name, { queue: row.name })))
    return { json: {}, text: 'Nothing was changed.', declined: true };
  const context = opened?.context(caller());
  const removed = await removeQueue(row, {
    ...{ seq: opened?.store.state.seq, at: new Date().toISOString(), context },
  });
  const lines = [
    ...removedLines(`${row.name} (${whereIs(row)})`, removed, address),
    ...(context && [...context.store.state.all('gate')].length > 0
      ? [
          `The pre-commit hook stays in the repository, where it does nothing without a queue. To remove it: backlog git-hook uninstall`,
        ]
      : []),
  ];
  return { json: { uuid: row.uuid, name: row.name, folder: removed.folder }, text: lines.join('\n') };
}

function removedLines(what: string, { name, folder }: RemovedQueue, address?: string): string[] {
  return [
    address === undefined
      ? `Removed the queue ${oneLine(what)}. Its files are in ${folder}.`
      : `Removed the queue ${oneLine(what)} from this machine. It stays in ${oneLine(address)}, also for other machines.`,
    `To bring it back: backlog queue restore ${name}`,
  ];
}

/** Brings a removed queue back, or lists the removed queues. @throws BacklogError `not-found` */
export async function restore({ input: { name }, line, streams, caller }: CallOf<'queue_restore'>): Promise<Said> {
  const home = backlogHome(streams.env);
  if (name === undefined) {
    const all = removedQueues(home);
    return { json: { removed: all }, text: removedText(all) };
  }
  checkIsPerson(caller(), 'queues', line);
  const found = removedNamed(home, name);
  const { others } = restoreQueue(found);
  const kept = others.map((folder) => `${folder} has another queue by now, and keeps it.`);
  return {
    json: { name: found.name, dir: found.dir, others },
    text: [`Restored the queue ${found.name} to ${found.dir}.`, ...kept].join('\n'),
  };
}

/** Finds a removed queue. @throws BacklogError `not-found` */
export const removedNamed = (home: string, name: string): RemovedQueue =>
  restorableQueue(home, name) ??
  refuse('not-found', `there is no removed queue "${name}"`, {
    hint: 'List the removed queues: `backlog queue restore`',
  });

/** Uses the earlier queue of this repository again. @throws the errors of {@link linkable} */
export async function link({ input: { name }, streams: { env, cwd } }: CallOf<'queue_link'>): Promise<Said> {
  const { row, where, common, one } = await linkable(name, { env, cwd });
  putMarker(common, { workspace: basename(row.dir), ...(one.home ? {} : { repository: one.name }) });
  noteQueue(common, row.dir);
  markUsed(common, row.dir);
  return {
    json: { uuid: row.uuid, name: row.name, dir: row.dir },
    text: `${where.root} uses the queue ${oneLine(row.name)} again (${row.dir}).`,
  };
}

function removedText(all: readonly RemovedQueue[]): string {
  const rows = all.map(({ name, at, folder }) => `${oneLine(name)}  removed ${at}  ${folder}`);
  return rows.join('\n') || 'No removed queues.';
}

async function inQueue<T>(row: QueueRow, { env }: Streams, work: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = await openWorkspace({ ...placeOfRow(row, env), store: { validate: validateRecord } });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/**
 * Finds a queue that a repository can use again, because the queue has recorded it.
 * @throws BacklogError `usage` outside of a repository; `nothing-to-do` if the repository uses the queue; `conflict` if it
 * has another one with tasks, or if the queue has not recorded the repository
 */
export async function linkable(name: string, { env, cwd }: QueuePlace) {
  const row = await queueNamed(name, { env, cwd });
  const where = findWorkspace({ cwd, env, home: homeFolder() });
  const { common, dir, foundBy, root } = where;
  if (common === undefined || foundBy !== 'git')
    return refuse('usage', `queue link: ${root} isn't in a git repository whose queue Backlog finds by its git folder`);
  if (dir === row.dir) refuse('nothing-to-do', `${root} already uses the queue ${row.name}`);
  await checkEmpty(where);
  const store = await openStore({ dir: row.dir, kinds: ['repository'] });
  const one = recorded(store.state, common).find((known) => known.common === common);
  await store.close();
  if (!one)
    return refuse('conflict', `the queue ${row.name} (${whereIs(row)}) has not recorded the repository ${root}`, {
      hint: `To add the repository to that queue: \`backlog repo add ${root} -w ${row.name}\``,
    });
  return { row, where, common, one };
}

async function checkEmpty(where: Workspace): Promise<void> {
  if (!where.exists) return;
  const store = await openStore({ ...storeOf(where), kinds: ['task'] });
  const tasks = store.state.size('task');
  await store.close();
  if (tasks === 0) return;
  refuse('conflict', `${where.root} has a queue of its own with ${counted(tasks, 'task')}`, {
    hint: `To keep its tasks, first write them to a file: \`backlog export --attachments --to ../queue.json\`. Then move that queue aside: \`backlog queue remove ${basename(where.dir).slice(0, 8)}\`. Then link again, and import the file.`,
    data: { tasks },
  });
}

/**
 * Finds the queue that an earlier call renamed from `name` to `wanted`. That call may have been killed after its change
 * and before its answer, so the caller tries again with the former name.
 * @returns undefined if the last change of no such queue's name was this one
 */
async function renamedBefore(name: string, wanted: string, { env, cwd }: QueuePlace): Promise<QueueRow | undefined> {
  const called = (await allQueues(env, cwd)).filter((row) => row.name === wanted && row.problem === undefined);
  for (const row of called) if ((await formerName(row)) === name) return row;
  return undefined;
}

/** Returns the name that the queue had before its last renaming; undefined if it never got another name. */
async function formerName({ dir }: QueueRow): Promise<string | undefined> {
  const store = await openStore({ dir, kinds: ['repository', 'setting'] });
  try {
    for await (const { changes } of store.history({ kind: 'setting', id: QUEUE_NAME, reverse: true, limit: 1 })) {
      const change = changes.find(({ kind, id }) => kind === 'setting' && id === QUEUE_NAME);
      const before = change?.before?.value;
      return typeof before === 'string' ? before : factsIn(store.state).repositories[0]?.name;
    }
    return undefined;
  } finally {
    await store.close();
  }
}
