import { counted } from '../../../base/amounts.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { execute } from '../../../commands/execute.ts';
import { commandNamed } from '../../../commands/index.ts';
import { refuse } from '../../../domain/errors.ts';
import { repositoryHere } from '../../../domain/repository.ts';
import {
  assignStore,
  checkAddress,
  DISK,
  followMove,
  movedTo,
  openStore,
  prepareStore,
  storeAddress,
  useOther,
} from '../../../store/index.ts';
import { harmless, oneLine } from '../../../text/safe.ts';
import { type Approval, approvalOf, approve } from '../../../work/config/approval.ts';
import { QUEUE_KEY, teamAddress } from '../../../work/config/team-queue.ts';
import { joinCall } from '../../../work/repo/named-queue.ts';
import { findRepository } from '../../../work/repo/remove.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { recorded, recordHere, repositoriesOf } from '../../../work/workspace/repositories.ts';
import { validateRecord } from '../../../work/workspace/validate.ts';
import { confirms } from '../confirm.ts';
import type { Streams } from '../io.ts';
import type { Said } from '../machine/row.ts';
import type { CallOf } from '../machine/table.ts';
import { barOn } from '../terminal/progress.ts';
import { keepingName } from './keep-name.ts';
import { movedText, moveTo } from './store-move.ts';

/**
 * Uses a queue on a server for the folder.
 * @throws BacklogError `conflict` if the folder already has another queue
 */
export function initStore({
  input: { address: text, repository, new: isNew },
  ...call
}: Pick<CallOf<'store_init'>, 'input' | 'streams' | 'caller'>): Promise<Said> {
  return changed(call, (opened, caller) =>
    keepingName(opened, text, async () => {
      if (text === DISK) return beginHere(opened, caller);
      const used = await useStore(opened, storeAddress(text, call.streams.env), { caller, repository, isNew });
      return { json: used, text: textOf(used) };
    }),
  );
}

/** Begins a queue on this machine, although another one was named. */
async function beginHere(opened: Opened, caller: Caller): Promise<Said> {
  const { root, dir } = opened.where;
  if (opened.store.exists)
    refuse('conflict', `${root} already has a queue, in ${opened.store.address ?? dir}`, {
      hint: `Nothing was changed. To move it to this machine: \`backlog store move ${DISK}\``,
    });
  const { output } = await execute(opened, caller, commandNamed('backlog_init'), {});
  return { json: output, text: `Created a queue for ${root} on this machine.` };
}

/** Moves the queue of the folder to an address, or to the disk. */
export function runStoreMove({ input: { address, new: isNew }, ...call }: CallOf<'store_move'>): Promise<Said> {
  return changed(call, async (opened, caller) => {
    const moved = await moveTo(opened, address, { caller, env: call.streams.env, isNew });
    return { json: moved, text: movedText(moved) };
  });
}

/** Changes where the queue of the folder is, with a progress bar. */
async function changed(
  { streams, caller }: Pick<CallOf<'store_move'>, 'streams' | 'caller'>,
  change: (opened: Opened, caller: Caller) => Promise<Said>,
): Promise<Said> {
  const { cwd, env } = streams;
  const bar = streams.put && barOn(streams.put, streams);
  const opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
  try {
    return await change(opened, { ...caller(), progress: bar?.step });
  } finally {
    bar?.clear();
    await opened.close();
  }
}

/**
 * Prints what a queue on a server would execute on this machine. A person at a terminal is asked to agree; with
 * `content`, agrees to what was printed before.
 */
export async function trust({
  input: { content },
  flags: { json, yes },
  streams,
}: CallOf<'store_trust'>): Promise<Said | string> {
  const { cwd, env } = streams;
  const opened = await openWorkspace({ cwd, env });
  try {
    const { store } = opened;
    const before = approvalOf(store);
    if (!before)
      return refuse(
        'nothing-to-do',
        `${opened.where.root} has no queue on a server, and other queues need no agreement`,
      );
    const answer = content === undefined && (yes || !json) ? await agreesTo(before, streams, yes) : undefined;
    if (answer === false) return 'You agreed to nothing.';
    const agreed = content ?? (answer ? before.content : undefined);
    if (agreed !== undefined) approve(store, agreed);
    const approval = approvalOf(store)!;
    // What the question showed isn't printed twice. After a yes, the lines show what was new.
    const lines = answer ? [] : shownLines(before);
    return { json: approval, text: [...lines, trustText(approval)].join('\n') };
  } finally {
    await opened.close();
  }
}

/**
 * Shows a person what the queue would execute, and asks, unless the line has a `--yes`.
 * @returns undefined if nobody is asked: without a terminal, without a change, or if a line is too long to be shown
 * @throws BacklogError `forbidden` if a `--yes` would agree to a line that is too long to be shown
 */
async function agreesTo(approval: Approval, streams: Streams, yes: boolean): Promise<boolean | undefined> {
  if (approval.isApproved || (!streams.ask && !yes)) return undefined;
  if (approval.lines.some(isCut)) {
    if (!yes) return undefined;
    return refuse('forbidden', 'store trust: --yes agrees to no line that is too long to be shown', {
      hint: `Read them: \`backlog store trust --json\`. Then: \`backlog store trust --content ${approval.content}\``,
    });
  }
  streams.err(harmless([...shownLines(approval), RIGHTS].join('\n')));
  if (yes) return true;
  return confirms(streams, 'Agree to exactly these lines on this machine', '', {});
}

const SIGNS = { added: '+', removed: '-', same: ' ' } as const;
const RIGHTS = 'Agents, checks and setup commands run with your rights.';

/** Formats what the queue would execute, each line with the place where it was written. */
function shownLines({ lines }: Approval): string[] {
  if (lines.length === 0) return ['This queue executes nothing on this machine.'];
  const froms = [...new Set(lines.map(({ from }) => from))];
  return [
    'This queue executes on this machine:',
    ...froms.flatMap((from) => [
      oneLine(`from ${from}:`, MOST_SHOWN),
      ...lines
        .filter((line) => line.from === from)
        .map((line) => `  ${SIGNS[line.change]} ${shownLine(line, MOST_SHOWN)}`),
    ]),
  ];
}

type Line = Approval['lines'][number];

const shownLine = ({ name, value }: Line, most?: number) => oneLine(`${name} ${value}`, most);
const isCut = (line: Line) => shownLine(line) !== shownLine(line, MOST_SHOWN);

function trustText({ content, isApproved, lines }: Approval): string {
  if (isApproved) return `You agreed to what this queue executes on this machine (${counted(lines.length, 'line')}).`;
  return [
    `${RIGHTS} Agree to exactly these lines:`,
    `  backlog store trust --content ${content}`,
    ...(lines.some(isCut) ? ['Long lines are cut. Read them first: add `--json`.'] : []),
  ].join('\n');
}

/** Maximum characters of a line that a person agrees to. A longer command is in `--json`. */
const MOST_SHOWN = 2_000;

interface Used {
  /** False if the queue was there already. */
  made: boolean;
  address: string;
  /** Top folder of the repository, or the folder without git. */
  root: string;
  /** The repository's name in the queue; undefined in a folder that is no project. */
  repository: string | undefined;
  /** Number of the queue's last change. */
  seq: number;
  /** What a person should know about the server. */
  notes: string[];
}

async function useStore(
  opened: Opened,
  address: string,
  { caller, repository, isNew }: { caller: Caller; repository: string | undefined; isNew: boolean | undefined },
): Promise<Used> {
  const { store, where } = opened;
  // A queue that was moved away leaves only its old place behind. Each user of a database has another address for it.
  const isMoved = store.exists && store.address !== address && movedTo(store.state) !== undefined;
  if (store.exists && store.address !== address && !isMoved)
    refuse('conflict', `${where.root} already has a queue, in ${store.address ?? store.dir}`, {
      hint: `Nothing was changed. Move it there: \`backlog store move ${shellWord(address)}\`. ${useOther(address)}. For single calls: BACKLOG_STORE=${shellWord(address)}`,
    });
  const notes = await prepareStore(address);
  if (!isNew)
    await checkAddress(address, {
      use: (known) => `\`backlog store init ${shellWord(known)}\``,
      create: `\`backlog store init ${shellWord(address)} --new\``,
    });
  if (repository !== undefined) await checkKnown(address, repository, where);
  let leave: (() => void) | undefined;
  if (isMoved) await followMove(where.dir, store, address);
  else if (!store.exists || repository !== undefined) leave = assignStore(where, address, repository);
  let made = false;
  try {
    await opened.ready();
    made = !opened.store.exists;
    // It creates a missing queue, and records the repository.
    await execute(opened, caller, commandNamed('backlog_init'), {});
    await opened.store.write({ command: 'repo_add', actor: caller.actor }, (tx) => recordHere(tx, opened.where));
  } catch (error) {
    // A server may let this user only read.
    leave?.();
    throw error;
  }
  const named = repositoryHere(repositoriesOf(opened.store.state, opened.where))?.name;
  return { made, address, root: where.root, repository: named, seq: opened.store.state.seq, notes };
}

/** @throws BacklogError `not-found` if the queue at an address has no repository of this name */
async function checkKnown(address: string, repository: string, { dir }: { dir: string }): Promise<void> {
  const store = await openStore({ dir, address, kinds: ['repository'] });
  try {
    findRepository(repository, recorded(store.state));
  } finally {
    await store.close();
  }
}

/** Formats the line that joins a queue on another machine. It has no user of a database, because that is the first person's. */
function joinText(address: string): string {
  const theirs = teamAddress(address);
  return [
    `In a clone on another machine: ${joinCall(theirs)}`,
    ...(theirs === address
      ? []
      : ['Everyone puts their own user of the database in front of the host: postgres://USER@…']),
    `For every clone to ask, commit in .backlog/config.yaml: ${QUEUE_KEY}: ${theirs}`,
  ].join('\n');
}

function textOf({ made, address, root, seq, repository, notes }: Used): string {
  const named = repository === undefined ? '' : `, as the repository ${repository}`;
  const done = made
    ? `Created a queue for ${root} in ${address}${named}\n${joinText(address)}`
    : `${root} uses the queue in ${address}${named}. It has ${counted(seq, 'change')}.`;
  return [done, ...notes].join('\n');
}
