import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { DAY_MS } from '../../../base/day.ts';
import type { Sessions } from './sessions.ts';

/** How long the link of the terminal can be followed, and how long the cookie it is exchanged for is good, in milliseconds. */
export const LINK_MS = 10 * 60_000;
export const COOKIE_MS = 90 * DAY_MS;

/**
 * What a browser shows at every call: the cookie, which no script can read, but which it sends to every port of the machine; and the key of the
 * page, which it keeps for our port alone. One without the other lets nobody in.
 */
export interface ShownKey {
  cookie: string;
  key: string;
}

/** What a person's browser is let in by. It outlives the server that gave it, as long as the next one is at the same place. */
export interface Login {
  /** The value of the one-time key in a link. */
  key(): string;
  /** Accepts a login key once. @returns the session's cookie and page key; undefined for an invalid key. `browser`: its User-Agent. */
  redeem(key: string, browser: string): ShownKey | undefined;
  isIn(shown: ShownKey): boolean;
  /** Lets that browser in no more. */
  logOut(shown: ShownKey): void;
  cookieName(): string;
  /** Proves to a caller with the same secret that this is the server of its home folder. */
  proof(nonce: string): string;
}

interface Parts {
  secret: string;
  /** Identifies this server's start: login links of earlier starts are invalid. */
  instance: string;
  /** Where browsers reach it: what was given elsewhere is no good here. */
  place(): string;
  sessions: Sessions;
  /** Milliseconds since the epoch. */
  now(): number;
}

export function createLogin({ secret, instance, place, sessions, now }: Parts): Login {
  /** Keys that were used, until they are too old anyway. */
  const used = new Map<string, number>();
  const cookieSign = (body: string) => sign(secret, 'cookie', place(), body);
  const pageKey = (cookie: string) => sign(secret, 'page', cookie);
  const idOf = ({ cookie, key }: ShownKey) => {
    const until = expiryOf(cookie, cookieSign);
    return until !== undefined && until > now() && sameText(key, pageKey(cookie)) ? cookie.split('.')[0]! : undefined;
  };
  /** Until when a key can be used. */
  const goodUntil = (key: string) => {
    for (const [old, until] of used) if (until <= now()) used.delete(old);
    const until = expiryOf(key, (body) => sign(secret, 'link', instance, body));
    return until === undefined || until <= now() || used.has(key) ? undefined : until;
  };
  return {
    key: () => linkKey({ secret, instance, now: now() }),
    redeem(key, browser) {
      const good = goodUntil(key);
      if (good === undefined) return undefined;
      const until = now() + COOKIE_MS;
      const cookie = sealed(until, cookieSign);
      sessions.add(cookie.split('.')[0]!, { at: now(), until, browser });
      // A disk that takes nothing uses up no link.
      used.set(key, good);
      return { cookie, key: pageKey(cookie) };
    },
    isIn(shown) {
      const id = idOf(shown);
      return id !== undefined && sessions.has(id);
    },
    logOut(shown) {
      const id = idOf(shown);
      if (id !== undefined) sessions.end(id);
    },
    cookieName: () => `backlog-${createHash('sha256').update(`${secret} ${place()}`).digest('hex').slice(0, 8)}`,
    proof: (nonce) => proofOf({ secret, instance, nonce }),
  };
}

/** The key of a link to a server that runs already. */
export function linkKey({ secret, instance, now }: { secret: string; instance: string; now: number }): string {
  return sealed(now + LINK_MS, (body) => sign(secret, 'link', instance, body));
}

export function proofOf({ secret, instance, nonce }: { secret: string; instance: string; nonce: string }): string {
  return sign(secret, 'proof', instance, nonce);
}

export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `<random>.<until>.<signature>`. */
function sealed(until: number, signed: (body: string) => string): string {
  const body = `${randomBytes(16).toString('base64url')}.${until.toString(36)}`;
  return `${body}.${signed(body)}`;
}

/** Until when such a text is good; undefined for one that was not signed so. */
function expiryOf(text: string, signed: (body: string) => string): number | undefined {
  const [random, until, signature, more] = text.split('.');
  if (!random || !until || !signature || more !== undefined) return undefined;
  return sameText(signature, signed(`${random}.${until}`)) ? Number.parseInt(until, 36) : undefined;
}

function sign(secret: string, ...parts: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
}
