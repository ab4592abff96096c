import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type * as z from 'zod';
import { present } from '../../../base/present.ts';
import { formatActor, isActorName, parseSignature } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { fromInstant, type Instant } from '../../../domain/instant.ts';
import { isOwnActor, refuseOwn } from '../../../domain/own-actors.ts';
import { tokensIn } from '../../../work/people/machine-tokens.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { RIGHTS, type Right } from '../../../work/people/rights.ts';
import {
  type AccessTokens,
  addQueueToken,
  isTokenExpired,
  queueTokens,
  refuseTaken,
  removeQueueToken,
  type TokenQueue,
} from '../../../work/people/tokens.ts';
import { readDate } from '../../../work/task/dates.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import { boardFolder } from '../../../work/workspace/home.ts';
import { localZone, type Opened, openWorkspace } from '../../../work/workspace/open.ts';
import { validateRecord } from '../../../work/workspace/validate.ts';
import type { newTokenInput } from '../command-inputs.ts';

type NewAsked = z.output<ReturnType<typeof newTokenInput>>;

interface Around {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** The whole call as a person types it after the program's name. */
  line: string;
  /** Returns the caller of the command, whose token may be one of this queue. */
  callerOf(queue?: TokenQueue): Caller;
}

type Clock = Parameters<typeof readDate>[2];

/** Opens the places of tokens: the queue of the folder, unless the call is about the machine. */
async function inPlaces<Result>(
  machine: boolean | undefined,
  { env, cwd, line, callerOf }: Around,
  act: (places: Places, clock: Clock) => Promise<Result>,
): Promise<Result> {
  const opened = machine ? undefined : await openWorkspace({ cwd, env, store: { validate: validateRecord } });
  try {
    const queue = opened?.store.exists ? opened : undefined;
    const places = { queue, machine: tokensIn(boardFolder(env)), line, callerOf };
    return await act(places, { now: Date.now(), zone: localZone(env) });
  } finally {
    await opened?.close();
  }
}

/** The places of tokens. */
interface Places {
  /** The queue, unless the call is about the machine. */
  queue: Opened | undefined;
  machine: AccessTokens;
  line: string;
  callerOf: Around['callerOf'];
}

interface Said {
  json: unknown;
  text: string;
}

/**
 * Adds a token of the queue or, with `machine` and in a folder without a queue, one of this machine.
 * @throws BacklogError `usage`, `conflict`, `date`; `forbidden` for a caller who isn't a person at a terminal and has no
 * token with the right
 */
export const addToken = (asked: NewAsked, around: Around) =>
  inPlaces(asked.machine, around, (places, clock) =>
    add(places, { ...asked, file: asked.file && resolve(around.cwd, asked.file) }, clock),
  );

/** Refuses a new token as {@link addToken} does. Adds none. */
export const checkNewToken = (asked: NewAsked, around: Around) =>
  inPlaces(asked.machine, around, async (places, clock) => {
    const { queue, machine } = places;
    await newToken(places, asked, clock);
    const isTaken = queue ? queue.store.state.get('token', asked.name) : machine.has(asked.name);
    if (isTaken) refuseTaken(asked.name, scopeOf(places));
  });

/** Returns a token as a person asks for it. @throws BacklogError `usage`, `date`, `invalid`, `forbidden` */
async function newToken(places: Places, { name, ...said }: NewAsked, clock: Clock) {
  const caller = callerFor(places);
  if (!isActorName(name)) refuse('usage', `token: expected a name of letters, digits and . _ @ -, received "${name}"`);
  // A caller with a token can only give its own author.
  const signed = caller.rights ? formatActor(caller.actor) : `system:${name}`;
  const actor = parseSignature(said.as ?? signed);
  if (!actor) return refuse('usage', `--as: expected KIND:NAME, received "${said.as}"`);
  if (isOwnActor(actor)) refuseOwn(said.as ?? name);
  const rights = rightsIn(said.rights ?? 'read');
  const expires = said.expires === undefined ? undefined : await expiryIn(said.expires, clock);
  return { caller, actor, rights, expires };
}

async function add(places: Places, { file, ...asked }: NewAsked, clock: Clock): Promise<Said> {
  const { name } = asked;
  const { caller, actor, rights, expires } = await newToken(places, asked, clock);
  const made = await place(places, caller, clock).add({ name, actor, rights, ...present({ expires }) });
  if (file !== undefined) await storeText(file, made.text, made.undo);
  const signs = formatActor(actor);
  const until = expires === undefined ? '' : ` until ${expires}`;
  const where = file === undefined ? `The token, which is shown only once:\n${made.text}` : `The token is in ${file}.`;
  return {
    json: {
      ...{ name, rights, signs, scope: scopeOf(places) },
      ...present({ expires, file }),
      ...(file === undefined ? { token: made.text } : {}),
    },
    text: `${name} may ${rights.join(', ')}${until}, ${WHERE[scopeOf(places)]}. Author of its changes: ${signs}. ${where}`,
  };
}

const WHERE = {
  queue: 'in this queue, from every machine that shares it',
  machine: 'in all queues of this machine',
} as const;
type Scope = keyof typeof WHERE;

const scopeOf = ({ queue }: Places): Scope => (queue ? 'queue' : 'machine');

/** Returns the caller who may add and remove tokens. @throws BacklogError `forbidden` */
function callerFor({ queue, line, callerOf }: Places): Caller {
  const caller = callerOf(queue?.store);
  checkIsPerson(caller, queue ? 'tokens.queue' : 'tokens', line);
  return caller;
}

/** Returns the steps that change the tokens of the queue, or of the machine. */
function place({ queue, machine }: Places, caller: Caller, { now }: Clock) {
  if (!queue)
    return {
      async add(token: NewToken) {
        const text = machine.add(token, now);
        return { text, undo: async () => machine.remove(token.name) };
      },
      remove: async (name: string) => machine.remove(name),
    };
  const { write, store } = queue.context(caller);
  const remove = (name: string) => write('token_remove', (tx) => removeQueueToken(tx, name));
  return {
    async add(token: NewToken) {
      const text = await write('token_add', (tx) => addQueueToken(tx, token, { caller, id: store.id! }));
      return { text, undo: () => remove(token.name) };
    },
    remove,
  };
}

type NewToken = Parameters<AccessTokens['add']>[0];

/** Writes the token's text to a new file that only the person can read. Removes the token if that fails. */
async function storeText(file: string, text: string, undo: () => Promise<void>): Promise<void> {
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    await undo();
    refuse('usage', `--file: can't create ${file}: ${(cause as Error).message}`, {
      hint: 'Name a new file in an existing folder.',
      cause,
    });
  }
}

/** Lists the tokens of the queue and of the machine, or only those of the machine. */
export const listTokens = ({ machine }: Pick<NewAsked, 'machine'>, around: Around) => inPlaces(machine, around, list);

async function list({ queue, machine, callerOf }: Places, { now }: Clock): Promise<Said> {
  // A token that was removed can't list the others.
  if (queue) callerOf(queue.store);
  const all = [
    ...(queue ? queueTokens(queue.store.state) : []).map((token) => ({ token, scope: 'queue' as const })),
    ...machine.list().map((token) => ({ token, scope: 'machine' as const })),
  ];
  const rows = all.map(({ token, scope }) => ({
    ...{ name: token.name, rights: token.rights, signs: formatActor(token.actor), at: token.at, scope },
    ...present({ by: token.by, expires: token.expires }),
    ...(isTokenExpired(token, now) ? { expired: true } : {}),
  }));
  const lines = rows.map(({ name, rights, signs, at, expires, expired, scope, by }) => {
    const until = expires === undefined ? '' : `  ${expired ? 'expired' : 'until'} ${expires}`;
    const whose = scope === 'machine' ? '  (this machine)' : `  by ${by}`;
    return `${name}  ${rights.join(',')}  author ${signs}  since ${at}${until}${queue ? whose : ''}`;
  });
  return { json: { tokens: rows }, text: lines.join('\n') || 'No tokens. To add one: `backlog token add NAME`.' };
}

/**
 * Removes a token of the queue. If only the machine has one of this name, removes that.
 * @throws BacklogError `not-found`, `forbidden`
 */
export const removeToken = ({ name, machine }: Pick<NewAsked, 'name' | 'machine'>, around: Around) =>
  inPlaces(machine, around, (places, clock) => remove(places, name, clock));

async function remove(places: Places, name: string, clock: Clock): Promise<Said> {
  const { queue, machine } = places;
  const ofMachine = machine.has(name);
  const from = queue && !queue.store.state.get('token', name) && ofMachine ? { ...places, queue: undefined } : places;
  await place(from, callerFor(from), clock).remove(name);
  const other = from.queue && ofMachine ? `. This machine has one, too: backlog token remove ${name} --machine` : '';
  return {
    json: { removed: name, scope: scopeOf(from) },
    text: `Removed ${name}: the token is no longer valid ${WHERE[scopeOf(from)]}${other}`,
  };
}

/** Reads --expires: a date, or a duration from now. @throws BacklogError `date`; `invalid` for a time that has passed */
async function expiryIn(text: string, clock: Clock): Promise<Instant> {
  const at = await readDate(text, '--expires', clock);
  if (fromInstant(at) > clock.now) return at;
  return refuse('invalid', `--expires: expected a future time, received "${text}"`, {
    hint: 'For example: `backlog token add nightly --expires 90d`',
  });
}

function rightsIn(text: string): Right[] {
  const words = text.split(/[,\s]+/).filter(Boolean);
  const strange = words.filter((word) => !RIGHTS.some((right) => right === word));
  if (strange.length > 0 || words.length === 0)
    refuse('usage', `--rights: expected some of ${RIGHTS.join(', ')}, received "${text}"`);
  return RIGHTS.filter((right) => right === 'read' || words.includes(right));
}
