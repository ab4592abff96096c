import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { present } from '../../../base/present.ts';
import { helpHint, parseOwnFlags, TEXT } from '../../../commands/own-flags.ts';
import { formatActor, isActorName, parseSignature } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { fromInstant, type Instant } from '../../../domain/instant.ts';
import { isOwnActor, refuseOwn } from '../../../domain/own-actors.ts';
import { harmless, jsonText } from '../../../text/safe.ts';
import { RIGHTS, type Right } from '../../../work/people/rights.ts';
import { type AccessTokens, isExpired, type Token, tokensIn } from '../../../work/people/tokens.ts';
import { readDate } from '../../../work/task/dates.ts';
import { boardFolder } from '../../../work/workspace/home.ts';
import { localZone } from '../../../work/workspace/open.ts';

export interface TokenStreams {
  out(text: string): void;
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** A check that throws if the caller is not a person. */
export type PersonCheck = (command: string) => void;

/**
 * Runs `backlog token`, which manages tokens for scripts. Tokens belong to a person's machine, not to a queue, so this
 * isn't a command of the table.
 * @throws BacklogError `usage`, `conflict`, `not-found`; `date`; `forbidden` for a caller who isn't a person at a terminal
 */
export async function tokenCommand(
  words: readonly string[],
  { out, env, cwd }: TokenStreams,
  checkPerson: PersonCheck,
): Promise<number> {
  const { values, positionals } = parseOwnFlags('token', words, FLAGS);
  const [verb = 'list', name, ...more] = positionals;
  const does = Object.hasOwn(VERBS, verb) ? VERBS[verb as keyof typeof VERBS] : undefined;
  if (!does || more.length > 0 || (name === undefined) !== (verb === 'list'))
    return refuse(
      'usage',
      `token: expected add NAME, list or remove NAME, received "${positionals.join(' ')}"`,
      helpHint('token'),
    );
  const { rights, as, expires, file } = values;
  const unused = verb === 'add' ? undefined : Object.entries({ rights, as, expires, file }).find(([, said]) => said);
  if (unused) refuse('usage', `token ${verb} doesn't have the flag --${unused[0]}`, helpHint('token'));
  if (verb !== 'list') checkPerson(`token ${verb} ${name}`);
  const asked = { name: name ?? '', rights, as, expires, file: file === undefined ? undefined : resolve(cwd, file) };
  const value = await does(tokensIn(boardFolder(env)), asked, { now: Date.now(), zone: localZone(env) });
  return say(out, values.json ? jsonText(value.json) : harmless(value.text));
}

const FLAGS = { rights: TEXT, as: TEXT, expires: TEXT, file: TEXT, color: TEXT } as const;

type Clock = Parameters<typeof readDate>[2];

interface Asked {
  name: string;
  rights: string | undefined;
  as: string | undefined;
  expires: string | undefined;
  /** The absolute path of the file for the token's text. */
  file: string | undefined;
}

interface Said {
  json: unknown;
  text: string;
}

const VERBS = { add, list, remove, revoke: remove };

async function add(tokens: AccessTokens, { name, file, ...said }: Asked, clock: Clock): Promise<Said> {
  if (!isActorName(name)) refuse('usage', `token: expected a name of letters, digits and . _ @ -, received "${name}"`);
  const actor = parseSignature(said.as ?? `system:${name}`);
  if (!actor) return refuse('usage', `--as: expected KIND:NAME, received "${said.as}"`);
  if (isOwnActor(actor)) refuseOwn(said.as ?? name);
  const rights = rightsIn(said.rights ?? 'read');
  const expires = said.expires === undefined ? undefined : await expiryIn(said.expires, clock);
  const text = tokens.add({ name, actor, rights, ...present({ expires }) }, clock.now);
  if (file !== undefined) storeText(file, text, () => tokens.remove(name));
  const signs = formatActor(actor);
  const until = expires === undefined ? '' : ` until ${expires}`;
  const where = file === undefined ? `The token, which is shown only once:\n${text}` : `The token is in ${file}.`;
  return {
    json: { name, rights, signs, ...present({ expires, file }), ...(file === undefined ? { token: text } : {}) },
    text: `${name} may ${rights.join(', ')}${until}. Author of its changes: ${signs}. ${where}`,
  };
}

/** Writes the token's text to a new file that only the person can read. Removes the token if that fails. */
function storeText(file: string, text: string, undo: () => void): void {
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    undo();
    refuse('usage', `--file: can't create ${file}: ${(cause as Error).message}`, {
      hint: 'Name a new file in an existing folder.',
      cause,
    });
  }
}

function list(tokens: AccessTokens, _: Asked, { now }: Clock): Said {
  const rows = tokens.list().map((token) => ({ ...rowOf(token), ...(isExpired(token, now) ? { expired: true } : {}) }));
  const lines = rows.map(({ name, rights, signs, at, expires, expired }) => {
    const until = expires === undefined ? '' : `  ${expired ? 'expired' : 'until'} ${expires}`;
    return `${name}  ${rights.join(',')}  author ${signs}  since ${at}${until}`;
  });
  return { json: { tokens: rows }, text: lines.join('\n') || 'No tokens. To add one: `backlog token add NAME`.' };
}

function rowOf({ name, rights, actor, at, expires }: Token) {
  return { name, rights, signs: formatActor(actor), at, ...present({ expires }) };
}

function remove(tokens: AccessTokens, { name }: Asked): Said {
  tokens.remove(name);
  return { json: { removed: name }, text: `Removed ${name}: the token is no longer valid` };
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

function say(out: (text: string) => void, text: string): number {
  out(text);
  return 0;
}
