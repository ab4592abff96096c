import { basename } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { execute } from '../../../commands/execute.ts';
import { commandNamed } from '../../../commands/index.ts';
import { parseOwnFlags, SWITCH, TEXT } from '../../../commands/own-flags.ts';
import { refuse } from '../../../domain/errors.ts';
import { findWorkspace } from '../../../store/index.ts';
import { harmless, jsonText, oneLine } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { queueNamed, whereIs } from '../../../work/queues/find-queue.ts';
import { linkQueue } from '../../../work/queues/link-queue.ts';
import { NAME_OF_QUEUE, QUEUE_NAME } from '../../../work/queues/name.ts';
import { allQueues, placeOfRow, type QueueRow } from '../../../work/queues/queues.ts';
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
import { renamedBefore } from '../../../work/queues/renamed-before.ts';
import { backlogHome, homeFolder } from '../../../work/workspace/home.ts';
import { type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { validateRecord } from '../../../work/workspace/validate.ts';
import { terminalCaller } from '../caller.ts';
import { confirms } from '../confirm.ts';
import { print, type Streams } from '../io.ts';
import { listQueues, queuesText } from './list-queues.ts';

const USUAL = 50;

/** The words and flags of a call, with its surroundings. */
interface Asked {
  names: readonly string[];
  streams: Streams;
  limit: number;
  force: boolean;
  yes: boolean;
  as: string | undefined;
}

/** What a verb answers. Without `text`, the person declined. */
interface Answer {
  json: object;
  text: string;
  /** Whether the text has colours. Its cells are then already harmless. */
  painted?: true;
  declined?: true;
}

/** The verbs with the number of names that each takes. */
const VERBS: Readonly<Record<string, { does(asked: Asked): Promise<Answer>; names: readonly number[] }>> = {
  list: { does: list, names: [0] },
  rename: { does: rename, names: [2] },
  remove: { does: remove, names: [1] },
  restore: { does: restore, names: [0, 1] },
  link: { does: link, names: [1] },
};

/**
 * Runs `backlog queue`. Its verbs concern all queues of this machine, so they aren't commands of the table, which use
 * one queue.
 * @returns the exit code
 * @throws BacklogError
 */
export async function queueCommand(words: readonly string[], streams: Streams): Promise<number> {
  const { values, positionals } = parseOwnFlags('queue', words, {
    ...{ limit: TEXT, as: TEXT, force: SWITCH, yes: SWITCH },
  });
  const [verb = 'list', ...names] = positionals;
  const row = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!row?.names.includes(names.length))
    return refuse(
      'usage',
      `queue: expected list, rename NAME NEW, remove NAME, restore NAME or link NAME, received "${positionals.join(' ')}"`,
      { hint: 'See its usage: `backlog queue --help`' },
    );
  const { force = false, yes = false, as } = values;
  const { json, text, painted, declined } = await row.does({
    names,
    streams,
    force,
    yes,
    as,
    limit: limitIn(values.limit),
  });
  if (declined) streams.err(text);
  else print(values.json ? jsonText(json) : painted ? text : harmless(text), streams);
  return declined ? 1 : 0;
}

function limitIn(text: string | undefined): number {
  if (text === undefined) return USUAL;
  if (/^\d{1,9}$/.test(text)) return Number(text) || Number.POSITIVE_INFINITY;
  return refuse('usage', `--limit: expected a number, received "${text}"`);
}

async function list({ streams, limit, as }: Asked): Promise<Answer> {
  const found = await listQueues(streams, { limit, caller: terminalCaller({ ...streams, as }) });
  const { queues, total } = found;
  if (total > queues.length) streams.err(`backlog: the first ${queues.length} of ${total}; --limit gives more.`);
  return { json: found, text: queuesText(found, streams), painted: true };
}

async function rename({ names: [name = '', wanted = ''], streams, as }: Asked): Promise<Answer> {
  const { env, cwd } = streams;
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
  await inQueue(row, streams, (opened) => {
    const caller = terminalCaller({ ...streams, as, queue: opened.store });
    return execute(opened, caller, commandNamed('setting_set'), { name: QUEUE_NAME, value: wanted });
  });
  const json = { uuid: row.uuid, name: wanted, before: row.name };
  return { json, text: `Renamed the queue ${oneLine(row.name)} to ${wanted} (${whereIs(row)}).` };
}

async function remove({ names: [name = ''], streams, force, yes, as }: Asked): Promise<Answer> {
  const { env, cwd } = streams;
  checkIsPerson(terminalCaller({ ...streams, as }), 'queues', `queue remove ${name}`);
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
        hint: `Check it: \`backlog doctor -w ${row.name}\`. To move it aside anyway: \`backlog queue remove ${row.name} --force\``,
      });
    return gone(row, undefined, { streams, yes, about: "which can't be read" });
  }
  return inQueue(row, streams, async (opened) => {
    const context = opened.context(terminalCaller({ ...streams, as }));
    checkUnused(context, row.name);
    const open = context.queue.openSize;
    return gone(row, opened, { streams, yes, about: `with ${counted(open, 'open task')}` });
  });
}

async function gone(
  row: QueueRow,
  opened: Opened | undefined,
  { streams, yes, about }: { streams: Streams; yes: boolean; about: string },
): Promise<Answer> {
  const address = opened?.store.address;
  const stays = address === undefined ? '' : ` from this machine; it stays in ${address}`;
  const question = `Remove the queue ${row.name} of ${whereIs(row)}, ${about}${stays}`;
  if (!yes && !(await confirms(streams, question, row.name, { queue: row.name })))
    return { json: {}, text: 'Nothing was changed.', declined: true };
  const context = opened?.context(terminalCaller(streams));
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

async function restore({ names: [name], streams, as }: Asked): Promise<Answer> {
  const home = backlogHome(streams.env);
  if (name === undefined) {
    const all = removedQueues(home);
    return { json: { removed: all }, text: removedText(all) };
  }
  checkIsPerson(terminalCaller({ ...streams, as }), 'queues', `queue restore ${name}`);
  const found = restorableQueue(home, name);
  if (!found)
    return refuse('not-found', `there is no removed queue "${name}"`, {
      hint: 'List the removed queues: `backlog queue restore`',
    });
  const { others } = restoreQueue(found);
  const kept = others.map((folder) => `${folder} has another queue by now, and keeps it.`);
  return {
    json: { name: found.name, dir: found.dir, others },
    text: [`Restored the queue ${found.name} to ${found.dir}.`, ...kept].join('\n'),
  };
}

async function link({ names: [name = ''], streams, as }: Asked): Promise<Answer> {
  const { env, cwd } = streams;
  checkIsPerson(terminalCaller({ ...streams, as }), 'queues', `queue link ${name}`);
  const row = await queueNamed(name, { env, cwd });
  const where = findWorkspace({ cwd, env, home: homeFolder() });
  await linkQueue(row, where);
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
