import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import { present } from '../../base/present.ts';
import { ACTOR_KINDS } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { isInstant, toInstant } from '../../domain/instant.ts';
import { makeOwnFolder, sha256 } from '../../store/index.ts';
import { putIfAbsent, usable } from '../workspace/home-files.ts';
import { RIGHTS } from './rights.ts';
import { type AccessTokens, refuseTaken, refuseUnknown, type Token } from './tokens.ts';

/** Returns the tokens of a machine, which are in a folder. Reads the files at each call, so that a removed token is invalid at once. */
export function tokensIn(folder: string): AccessTokens {
  const all = join(folder, 'tokens');
  const fileOf = (name: string) => join(all, `${encodeURIComponent(name)}.json`);
  const names = () => usable(all, () => namesIn(all));
  const read = (name: string) => usable(all, () => readToken(fileOf(name), name));
  return {
    list: () => names().flatMap((name) => read(name) ?? []),
    add({ name, actor, rights, expires }, now) {
      const text = `backlog_${randomBytes(32).toString('base64url')}`;
      const token: Token = { name, actor, rights, sha256: sha256(text), at: toInstant(now), ...present({ expires }) };
      const added = usable(all, () => {
        makeOwnFolder(all);
        return putIfAbsent(fileOf(name), JSON.stringify(token));
      });
      if (added) return text;
      return refuseTaken(name, 'machine');
    },
    remove(name) {
      if (names().includes(name)) return usable(all, () => rmSync(fileOf(name), { force: true }));
      return refuseUnknown(name, names());
    },
    has: (name) => names().includes(name),
    find(text) {
      const sum = sha256(text);
      let damage: BacklogError | undefined;
      for (const name of names())
        try {
          const token = read(name);
          if (token?.sha256 === sum) return token;
        } catch (error) {
          if (!(error instanceof BacklogError)) throw error;
          damage = error;
        }
      // Whoever asks isn't known yet, so the message doesn't say where the file is.
      return (
        damage &&
        refuse('store', "can't check the token: a token of this machine is damaged", {
          hint: 'See which one: `backlog token list --machine`',
          cause: damage,
        })
      );
    },
  };
}

/**
 * Reads the file of a token.
 * @returns undefined if the file was removed meanwhile
 * @throws BacklogError `store` for a damaged file, which stays as it is
 */
function readToken(file: string, name: string): Token | undefined {
  const text = readIfThere(file);
  const stored = text === undefined ? undefined : readJsonText(text);
  if (!stored) return undefined;
  const damaged = (what: string): never =>
    refuse('store', `the token "${name}" of this machine is damaged: ${what} (${file})`, {
      hint: `Remove it, and add it again: \`backlog token remove ${name} --machine\``,
    });
  return 'value' in stored ? tokenFrom(stored.value, name, damaged) : damaged(stored.problem);
}

/** Builds a token from its stored value. Hooks read tokens, too, and have no schemas. A name that isn't the file's would outlive its removal. */
function tokenFrom(value: unknown, name: string, damaged: (what: string) => never): Token {
  const wrong = (field: string, found: unknown) => damaged(`${field} is ${JSON.stringify(found)}`);
  if (!isObject(value)) return wrong('it', value);
  const { actor, rights, sha256: sum, at, expires } = value;
  return {
    name: value.name === name ? name : wrong('name', value.name),
    actor: isSigner(actor) ? actor : wrong('actor', actor),
    rights: Array.isArray(rights) ? RIGHTS.filter((right) => rights.includes(right)) : wrong('rights', rights),
    sha256: typeof sum === 'string' && /^[0-9a-f]{64}$/.test(sum) ? sum : wrong('sha256', sum),
    at: isInstant(at) ? at : wrong('at', at),
    ...(expires === undefined ? {} : { expires: isInstant(expires) ? expires : wrong('expires', expires) }),
  };
}

function isSigner(actor: unknown): actor is Token['actor'] {
  return isObject(actor) && typeof actor.name === 'string' && ACTOR_KINDS.some((kind) => kind === actor.kind);
}

/** Returns the names of the tokens in a folder. A file that no token's name has is of another program. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => NAMED.test(file))
      .map((file) => decodeURIComponent(file.slice(0, -5)))
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Matches a file's name: letters, digits and `. _ @ -`, as a URL spells them. */
const NAMED = /^(?:[\w.-]|%40)+\.json$/;

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
