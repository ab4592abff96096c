import { randomBytes } from 'node:crypto';
import { didYouMean, nearest } from '../../base/nearest.ts';
import { present } from '../../base/present.ts';
import { type Actor, formatActor } from '../../domain/actor.ts';
import type { Door } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant, type Instant } from '../../domain/instant.ts';
import type { QueueToken } from '../../domain/records.ts';
import { type Store, sha256, type Tx } from '../../store/index.ts';
import type { Caller } from '../workspace/context.ts';
import { RIGHTS, type Right } from './rights.ts';

/** The environment variable with the token of a script. Agents never get it. */
export const TOKEN_VARIABLE = 'BACKLOG_TOKEN';

/** A stored token. Only its SHA-256 is stored, so a copy of the file gives no access. */
export interface Token {
  name: string;
  /** The author of changes made with the token. */
  actor: Pick<Actor, 'kind' | 'name'>;
  rights: Right[];
  sha256: string;
  at: Instant;
  /** The time from which the token is invalid. Absent if it stays valid until it is removed. */
  expires?: Instant;
  /** The author who made it, for a token of a queue. A token of a machine is a file in BACKLOG_HOME. */
  by?: string;
}

export interface AccessTokens {
  /** @throws BacklogError `store` that names the file of a damaged token */
  list(): Token[];
  /**
   * Creates a token.
   * @returns the token's text, which can't be shown again because it isn't stored
   * @throws BacklogError `conflict` for a name that is taken
   */
  add(token: Omit<Token, 'sha256' | 'at'>, now: number): string;
  /**
   * Makes the token with this name invalid.
   * @throws BacklogError `not-found`
   */
  remove(name: string): void;
  /** Checks whether there is a token of this name, also a damaged one. */
  has(name: string): boolean;
  /**
   * Returns the token with this text, also an expired one.
   * @throws BacklogError `store` if none has it, but one is damaged
   */
  find(text: string): Token | undefined;
}

/** A queue whose records can be tokens: its id, and its records as of the last refresh. */
export type TokenQueue = Pick<Store, 'id' | 'state'>;

/**
 * Finds the token with this text, also an expired one. Every interface asks here. The text of a queue's token begins with
 * the queue's id, and its record is valid only there. Any other text is a token of this machine, which is valid in all
 * its queues.
 * @param queue the queue of the call, if it has one
 */
export function findToken(text: string, machine: Pick<AccessTokens, 'find'>, queue?: TokenQueue): Token | undefined {
  const id = queueOfToken(text);
  if (id === undefined) return machine.find(text);
  if (queue?.id === undefined || queue.id === null || plainId(queue.id) !== id) return undefined;
  const sum = sha256(text);
  return queueTokens(queue.state).find((token) => token.sha256 === sum);
}

/** Returns the id of the queue that a token's text names, without hyphens. Undefined for other texts. */
export function queueOfToken(text: string): string | undefined {
  return /^backlog_([0-9a-f]{32})_[\w-]{43}$/.exec(text)?.[1];
}

/** Checks whether a token's text names this queue. */
export function isTokenOf(text: string, { id }: Pick<Store, 'id'>): boolean {
  return id !== null && queueOfToken(text) === plainId(id);
}

const plainId = (id: string) => id.replaceAll('-', '').toLowerCase();

/** Returns the tokens of a queue, sorted by name. */
export function queueTokens(records: Pick<Tx, 'all'>): Token[] {
  const tokens = Array.from(records.all('token'), ([, token]) => tokenOf(token));
  return tokens.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function tokenOf(token: QueueToken): Token {
  return { ...token, rights: RIGHTS.filter((right) => token.rights.includes(right)) };
}

/** Refuses a new token with the name of another one. @throws BacklogError `conflict` */
export function refuseTaken(name: string, scope: 'queue' | 'machine'): never {
  const [whose, flag] = scope === 'queue' ? ['the queue', ''] : ['this machine', ' --machine'];
  return refuse('conflict', `${whose} already has a token "${name}"`, {
    hint: `Choose another name, or remove it: \`backlog token remove ${name}${flag}\``,
  });
}

/**
 * Adds a token to a queue. A caller with a token can't give more than it has: neither other rights, another author nor a
 * later end.
 * @returns the token's text, which can't be shown again because it isn't stored
 * @throws BacklogError `conflict` for a name that is taken; `forbidden`
 */
export function addQueueToken(
  tx: Tx,
  token: Omit<Token, 'sha256' | 'at' | 'by'>,
  { caller, id }: { caller: Caller; id: string },
): string {
  const { name } = token;
  if (tx.get('token', name)) refuseTaken(name, 'queue');
  checkGiven(token, caller);
  const text = `backlog_${plainId(id)}_${randomBytes(32).toString('base64url')}`;
  tx.put('token', name, { ...token, sha256: sha256(text), at: tx.at, by: formatActor(caller.actor) });
  return text;
}

function checkGiven({ rights, actor, expires }: Pick<Token, 'rights' | 'actor' | 'expires'>, caller: Caller) {
  if (!caller.rights) return;
  const refused = (what: string) =>
    refuse('forbidden', `a token can't give ${what}`, { hint: 'Ask a person to create the token at a terminal.' });
  const more = rights.filter((right) => !caller.rights!.includes(right));
  if (more.length > 0) refused(`rights that it lacks: ${more.join(', ')}`);
  if (actor.kind !== caller.actor.kind || actor.name !== caller.actor.name)
    refused(`another author than its own, ${formatActor(caller.actor)}`);
  const end = caller.tokenEnds;
  if (end !== undefined && !(expires !== undefined && expires <= end)) refused(`a later end than its own, ${end}`);
}

/** Removes a token from a queue. @throws BacklogError `not-found` */
export function removeQueueToken(tx: Tx, name: string): void {
  const names = queueTokens(tx).map((token) => token.name);
  if (!names.includes(name)) refuseUnknown(name, names);
  tx.remove('token', name);
}

/**
 * Checks again that a caller's token is a valid record of the queue. A write checks in its transaction, so that nothing
 * is committed with a token after its removal.
 * @throws BacklogError `forbidden`
 */
export function checkQueueToken(
  { token, queueToken }: Pick<Caller, 'token' | 'queueToken'>,
  records: Pick<Tx, 'get'>,
  now: number,
): void {
  if (queueToken === undefined) return;
  const record = records.get('token', token ?? '');
  if (record?.sha256 === queueToken && !isTokenExpired(record, now)) return;
  refuse(
    'forbidden',
    `the token "${token}" ${record?.sha256 === queueToken ? 'has expired' : "isn't valid in this queue"}`,
    {
      hint: `A person can create another one: \`backlog token add ${token}\``,
    },
  );
}

/** Refuses the name of a token that there is not. */
export function refuseUnknown(name: string, names: readonly string[]): never {
  return refuse('not-found', `there is no token "${name}"${didYouMean(name, names)}`, {
    hint: 'List the tokens: `backlog token list`.',
    data: { received: name, nearest: nearest(name, names) },
  });
}

/** Checks whether a token is invalid because of its age. An unreadable end counts as passed. */
export function isTokenExpired({ expires }: Pick<Token, 'expires'>, now: number): boolean {
  return expires !== undefined && !(fromInstant(expires) > now);
}

/** Returns the caller for a valid token. */
export function callerBy({ name, actor, rights, by, sha256: sum, expires }: Token, door: Door): Caller {
  const checked = present({ queueToken: by === undefined ? undefined : sum, tokenEnds: expires });
  return { actor, holder: `${actor.kind}:${actor.name}`, rights, token: name, door, ...checked };
}
