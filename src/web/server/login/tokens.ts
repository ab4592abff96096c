import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { didYouMean } from '../../../base/nearest.ts';
import type { Actor } from '../../../domain/actor.ts';
import { refuse } from '../../../domain/errors.ts';
import { makeOwnFolder, sha256 } from '../../../store/index.ts';
import { RIGHTS, type Right } from '../../../work/people/rights.ts';
import { processId } from '../../../work/processes/processes.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import { putIfAbsent, usable } from '../start/board-home.ts';

/** A stored token. Only its SHA-256 is stored, so a copy of the file gives no access. */
export interface Token {
  name: string;
  /** The author of changes made with the token. */
  actor: Pick<Actor, 'kind' | 'name'>;
  rights: Right[];
  sha256: string;
  at: string;
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
  revoke(name: string): void;
  /** Returns the caller for a valid token; undefined for any other text. */
  caller(text: string): Caller | undefined;
}

/** Returns the tokens in a folder. Reads the file at each call, so that a revoked token is invalid at once. */
export function tokensIn(folder: string): AccessTokens {
  const all = join(folder, 'tokens');
  const fileOf = (name: string) => join(all, `${encodeURIComponent(name)}.json`);
  const list = () => usable(all, () => readAll(all));
  return {
    list,
    add({ name, actor, rights }, now) {
      const text = `backlog_${randomBytes(32).toString('base64url')}`;
      const token: Token = { name, actor, rights, sha256: sha256(text), at: new Date(now).toISOString() };
      makeOwnFolder(all);
      if (usable(all, () => putIfAbsent(fileOf(name), JSON.stringify(token)))) return text;
      return refuse('conflict', `a token "${name}" already exists`, {
        hint: `Choose another name, or revoke it: backlog token revoke ${name}`,
      });
    },
    revoke(name) {
      const names = list().map((token) => token.name);
      if (names.includes(name)) return usable(all, () => rmSync(fileOf(name), { force: true }));
      return refuse('not-found', `there is no token "${name}"${didYouMean(name, names)}`, {
        hint: 'List the tokens: `backlog token list`.',
      });
    },
    caller(text) {
      const sum = sha256(text);
      const found = list().find((token) => token.sha256 === sum);
      return found && callerBy(found);
    },
  };
}

function callerBy({ actor, rights }: Token): Caller {
  return { actor, holder: `${actor.kind}:${actor.name}`, rights, renewer: processId(), door: 'web' };
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
