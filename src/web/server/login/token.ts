import { helpHint, parseOwnFlags, TEXT } from '../../../commands/own-flags.ts';
import { formatActor, isActorName, parseSignature } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { harmless, jsonText } from '../../../text/safe.ts';
import { RIGHTS, type Right } from '../../../work/people/rights.ts';
import { boardHome } from '../start/board-home.ts';
import { TOKEN_HELP } from './token-words.ts';
import { type AccessTokens, type Token, tokensIn } from './tokens.ts';

export interface TokenStreams {
  out(text: string): void;
  env: Readonly<Record<string, string | undefined>>;
}

/** A check that throws if the caller is not a person. */
export type PersonCheck = (command: string) => void;

/**
 * Runs `backlog token`, which manages tokens for scripts. Tokens belong to a person's machine, not to a queue, so this
 * isn't a command of the table.
 * @throws BacklogError `usage`, `conflict`, `not-found`; `forbidden` for a caller who isn't a person at a terminal
 */
export function tokenCommand(words: readonly string[], { out, env }: TokenStreams, checkPerson: PersonCheck): number {
  const { values, positionals } = parseOwnFlags('token', words, { rights: TEXT, as: TEXT, color: TEXT });
  const [verb = 'list', name, ...more] = positionals;
  if (values.help) return say(out, TOKEN_HELP);
  const does = Object.hasOwn(VERBS, verb) ? VERBS[verb as keyof typeof VERBS] : undefined;
  if (!does || more.length > 0 || (name === undefined) !== (verb === 'list'))
    return refuse(
      'usage',
      `token: expected add NAME, list or revoke NAME, received "${positionals.join(' ')}"`,
      helpHint('token'),
    );
  if (verb !== 'list') checkPerson(`token ${verb} ${name}`);
  const value = does(tokensIn(boardHome(env).folder), { name: name ?? '', rights: values.rights, as: values.as });
  return say(out, values.json ? jsonText(value.json) : harmless(value.text));
}

interface Asked {
  name: string;
  rights: string | undefined;
  as: string | undefined;
}

interface Said {
  json: unknown;
  text: string;
}

const VERBS = { add, list, revoke };

function add(tokens: AccessTokens, { name, rights: said, as }: Asked): Said {
  if (!isActorName(name)) refuse('usage', `token: expected a name of letters, digits and . _ @ -, received "${name}"`);
  const actor = parseSignature(as ?? `system:${name}`);
  if (!actor) return refuse('usage', `--as: expected KIND:NAME, received "${as}"`);
  const rights = rightsIn(said ?? 'read');
  const text = tokens.add({ name, actor, rights }, Date.now());
  const message = `${name} may ${rights.join(', ')}. Author of its changes: ${formatActor(actor)}. The token, which is shown only once:\n${text}`;
  return { json: { name, rights, signs: formatActor(actor), token: text }, text: message };
}

function list(tokens: AccessTokens): Said {
  const rows = tokens.list().map(({ name, rights, actor, at }) => ({ name, rights, signs: formatActor(actor), at }));
  const lines = rows.map(({ name, rights, signs, at }) => `${name}  ${rights.join(',')}  author ${signs}  since ${at}`);
  const text = lines.join('\n') || 'No tokens. To add one: `backlog token add NAME`.';
  return { json: { tokens: rows satisfies Omit<Token, 'sha256' | 'actor'>[] }, text };
}

function revoke(tokens: AccessTokens, { name }: Asked): Said {
  tokens.revoke(name);
  return { json: { revoked: name }, text: `Revoked ${name}: the token is no longer valid` };
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
