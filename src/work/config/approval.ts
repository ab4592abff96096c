import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../base/amounts.ts';
import { BacklogError } from '../../domain/errors.ts';
import { PERSON_CONFIG } from '../../domain/kinds/config.ts';
import { type Store, sha256, writeFileOfQueue } from '../../store/index.ts';
import { thisMachine } from '../processes/process-facts.ts';
import { rowOfName } from '../settings/settings.ts';
import { type AgreedPart, type AskedLine, agreementId, askedLines, sortedJson } from './consent.ts';
import { executedPart, isExecuted } from './incoming-settings.ts';

/** Name of the file with what this machine's person approved, in the folder of a queue that is on a server. */
const FILE = 'approved.json';

type Queue = Pick<Store, 'dir' | 'address' | 'state'>;

/** What a queue on a server would execute here, compared with what this machine's person approved. */
export interface Approval {
  /** Identity of all that would be executed. */
  content: string;
  isApproved: boolean;
  lines: (AskedLine & { /** Where the line was written, and by whom if the queue says so. */ from: string })[];
}

/**
 * Returns whether this machine may execute what a queue says. People of other machines can write agents, checks and
 * settings of a queue on a server. So nothing of them runs here before this machine's person approved exactly these
 * words. The approval is a local file, because everybody can write records. A queue on a disk needs none.
 */
export function approvalOf({ dir, address, state }: Queue): Approval | undefined {
  if (address === undefined) return undefined;
  const now = sharedPart(state);
  const before = withoutGoneClones(readApproved(dir, address), now);
  const content = agreementId(sortedJson(now));
  const isEmpty = Object.keys(now.values).every(isClone) && now.agents.length === 0;
  return {
    content,
    isApproved: isEmpty || (before !== undefined && agreementId(sortedJson(before)) === content),
    lines: askedLines(now, before).map((line) => ({ ...line, from: fromOf(line.name, state) })),
  };
}

/**
 * Stores that this machine's person approved a content.
 * @throws BacklogError `conflict` if the queue says something else by now
 */
export function approve(queue: Queue, content: string): void {
  const approval = approvalOf(queue);
  if (approval && approval.content !== content)
    throw new BacklogError('conflict', `the queue would execute other words by now: ${approval.content}`, {
      hint: 'Read them again: `backlog store trust`',
    });
  const { dir, address, state } = queue;
  writeFileOfQueue(dir, FILE, { queue: sha256(address ?? ''), ...sharedPart(state) });
}

declare const APPROVED: unique symbol;

/**
 * A value all of whose free texts this machine may execute. Functions that start programs take only such texts, and only
 * {@link approved} and {@link ifApproved} make them.
 */
export type Approved<T> = T extends string
  ? string extends T
    ? T & { readonly [APPROVED]: true }
    : T
  : T extends object
    ? { readonly [Key in keyof T]: Approved<T[Key]> }
    : T;

/**
 * Reads from a queue what this machine is about to execute. It is asked right before the execution, because others can
 * write the queue at any time.
 * @throws BacklogError `forbidden` if the queue would execute words that this machine's person did not approve
 */
export function approved<T>(queue: Queue, read: (state: Store['state']) => T): Approved<T> {
  checkApproved(queue);
  return read(queue.state) as Approved<T>;
}

/** Like {@link approved}, but returns undefined for words that nobody approved. */
export function ifApproved<T>(queue: Queue, read: (state: Store['state']) => T): Approved<T> | undefined {
  return approvalOf(queue)?.isApproved === false ? undefined : (read(queue.state) as Approved<T>);
}

/**
 * Refuses early what would fail later at {@link approved}.
 * @throws BacklogError `forbidden` if the queue would execute words that this machine's person did not approve
 */
export function checkApproved(queue: Queue): void {
  const approval = approvalOf(queue);
  if (!approval || approval.isApproved) return;
  const changed = approval.lines.filter(({ change }) => change !== 'same').length;
  throw new BacklogError(
    'forbidden',
    `people of other machines can write what this queue executes, and nobody agreed to it here (${counted(changed, 'line')})`,
    {
      hint: 'A person reads it and agrees at a terminal: `backlog store trust`',
      data: { content: approval.content },
    },
  );
}

/**
 * Collects the values of a queue that decide what a machine executes, including those of config files. Other people
 * choose the ids of these records, so each value needs a name that no other value can have ({@link nameOf}).
 */
function sharedPart(state: Store['state']): AgreedPart {
  // Starting the orchestrator changes none of these values, so it needs no approval.
  const {
    values: { orchestrator: _, ...values },
    agents,
  } = executedPart(state);
  const files = [...state.all('config')].flatMap(([id, config]) => executedOf('config', id, config.values));
  const agreed = [...state.all('consent')].flatMap(([id, consent]) => [
    ...executedOf('agreed', id, consent.values),
    // Of several agents with one name, the first counts.
    ...consent.agents.toReversed().map((agent) => [nameOf('agreed agent', id, agent.name), sortedJson(agent)] as const),
  ]);
  const targets = [...state.all('repository')].flatMap(([id, { target }]) =>
    target === undefined ? [] : [[nameOf('repository', id, 'target'), target] as const],
  );
  // Git in a clone executes what its configuration says, and others can write where this machine's clones are.
  const clones = [...state.all('repository')].flatMap(([id, { places = [] }]) =>
    places
      .filter(({ machine }) => machine === thisMachine())
      .map(({ common, folder }) => [nameOf(CLONE, id, common ?? folder), folder] as const),
  );
  return { values: { ...values, ...Object.fromEntries([...files, ...agreed, ...targets, ...clones]) }, agents };
}

function executedOf(kind: string, id: string, values: AgreedPart['values']): [string, string | number | boolean][] {
  return Object.entries(values).flatMap(([name, value]) =>
    isExecuted(rowOfName(name)) ? [[nameOf(kind, id, name), value]] : [],
  );
}

/** Returns the name of a line. The id is quoted, so that different ids and names never give the same line. */
function nameOf(kind: string, id: string, name: string): string {
  return `${kind} ${JSON.stringify(id)} ${name}`;
}

/** Says where a line was written. A removed line of the queue has no author any more. */
function fromOf(name: string, state: Store['state']): string {
  const [, kind, id] = /^(config|agreed|agreed agent|clone) "((?:[^"\\]|\\.)*)"/.exec(name) ?? [];
  if (kind === CLONE) return 'the git configuration of clones on this machine';
  if (kind !== undefined) return id === PERSON_CONFIG ? "a person's own config file" : `the config file of ${id}`;
  const [, agent] = /^agents\.(.*)\.[^.]*$/.exec(name) ?? [];
  const record = agent === undefined ? state.get('setting', name) : state.get('agent', agent);
  return record?.actor === undefined ? 'this queue' : `this queue, by ${record.actor}`;
}

const CLONE = 'clone';

const isClone = (name: string) => name.startsWith(`${CLONE} "`);

/** Leaves out clones that the queue no longer names. Without them, the approval of the others still counts. */
function withoutGoneClones(before: AgreedPart | undefined, now: AgreedPart): AgreedPart | undefined {
  if (!before) return undefined;
  const kept = Object.entries(before.values).filter(([name]) => !isClone(name) || Object.hasOwn(now.values, name));
  return { ...before, values: Object.fromEntries(kept) };
}

function readApproved(dir: string, address: string): AgreedPart | undefined {
  try {
    const { queue, ...part } = JSON.parse(readFileSync(join(dir, FILE), 'utf8')) as AgreedPart & { queue: string };
    return queue === sha256(address) ? part : undefined;
  } catch {
    return undefined;
  }
}
