import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { didYouMean } from '../../base/nearest.ts';
import { present } from '../../base/present.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Door } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { makeOwnFolder, sha256 } from '../../store/index.ts';
import type { Caller } from '../workspace/context.ts';
import { putIfAbsent, usable } from '../workspace/home-files.ts';
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
}

export interface AccessTokens {
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
  /** Returns the token with this text, also an expired one. */
  find(text: string): Token | undefined;
}

/** Returns the tokens in a folder. Reads the files at each call, so that a removed token is invalid at once. */
export function tokensIn(folder: string): AccessTokens {
  const all = join(folder, 'tokens');
  const fileOf = (name: string) => join(all, `${encodeURIComponent(name)}.json`);
  const list = () => usable(all, () => readAll(all));
  return {
    list,
    add({ name, actor, rights, expires }, now) {
      const text = `backlog_${randomBytes(32).toString('base64url')}`;
      const token: Token = { name, actor, rights, sha256: sha256(text), at: toInstant(now), ...present({ expires }) };
      const added = usable(all, () => {
        makeOwnFolder(all);
        return putIfAbsent(fileOf(name), JSON.stringify(token));
      });
      if (added) return text;
      return refuse('conflict', `a token "${name}" already exists`, {
        hint: `Choose another name, or remove it: backlog token remove ${name}`,
      });
    },
    remove(name) {
      const names = list().map((token) => token.name);
      if (names.includes(name)) return usable(all, () => rmSync(fileOf(name), { force: true }));
      return refuse('not-found', `there is no token "${name}"${didYouMean(name, names)}`, {
        hint: 'List the tokens: `backlog token list`.',
      });
    },
    find(text) {
      const sum = sha256(text);
      return list().find((token) => token.sha256 === sum);
    },
  };
}

/** Checks whether a token is invalid because of its age. An unreadable end counts as passed. */
export function isExpired({ expires }: Pick<Token, 'expires'>, now: number): boolean {
  return expires !== undefined && !(fromInstant(expires) > now);
}

/** Returns the caller for a valid token. */
export function callerBy({ name, actor, rights }: Token, door: Door): Caller {
  return { actor, holder: `${actor.kind}:${actor.name}`, rights, token: name, door };
}

/** Reads the stored tokens. An incomplete file, or a file of another program, contains no tokens. */
function readAll(folder: string): Token[] {
  return namesIn(folder).flatMap((name) => {
    try {
      const token = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Token;
      const rights = RIGHTS.filter((right) => token.rights.includes(right));
      return typeof token.sha256 === 'string' && token.actor ? [{ ...token, rights }] : [];
    } catch {
      return [];
    }
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
