import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { DAY_MS } from '../../../base/day.ts';
import type { Sessions } from './sessions.ts';

/** Milliseconds for which a login link is valid. `COOKIE_MS` is the same for the cookie. */
export const LINK_MS = 10 * 60_000;
export const COOKIE_MS = 90 * DAY_MS;

/**
 * The credentials that a browser sends with every call: a cookie and a page key. A call needs both. Scripts can't read
 * the cookie, but browsers send it to every port of this machine. Only pages of the same port can read the page key.
 */
export interface Credentials {
  cookie: string;
  key: string;
}

/** Logins of browsers. They stay valid after a restart of the server at the same port. */
export interface Login {
  /** Creates the one-time key of a login link. */
  key(): string;
  /**
   * Accepts a login key once. `browser` is the User-Agent.
   * @returns the session's cookie and page key; undefined for an invalid key
   */
  redeem(key: string, browser: string): Credentials | undefined;
  isIn(shown: Credentials): boolean;
  /** Ends the browser's session. */
  logOut(shown: Credentials): void;
  cookieName(): string;
  /**
   * Signs a text from the caller with the secret of this server's home folder. The caller has the same secret, and so
   * can check that it reached the right server.
   */
  proof(nonce: string): string;
}

interface Parts {
  secret: string;
  /** A random id of this server's start. Login links from earlier starts are invalid. */
  instance: string;
  /** Returns the server's port as a text. Credentials for another port are invalid. */
  port(): string;
  sessions: Sessions;
  /** Returns the current time, in milliseconds since the epoch. */
  now(): number;
}

export function createLogin({ secret, instance, port, sessions, now }: Parts): Login {
  /** Used keys with the times at which they expire. Expired keys are removed. */
  const used = new Map<string, number>();
  const cookieSign = (body: string) => sign(secret, 'cookie', port(), body);
  const pageKey = (cookie: string) => sign(secret, 'page', cookie);
  const idOf = ({ cookie, key }: Credentials) => {
    const until = expiryOf(cookie, cookieSign);
    return until !== undefined && until > now() && sameText(key, pageKey(cookie)) ? cookie.split('.')[0]! : undefined;
  };
  /** Returns the time at which a valid, unused key expires. Returns undefined for any other key. */
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
      // Marks the key as used only after the session is stored, so that a failed write doesn't use up the key.
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
    cookieName: () => `backlog-${createHash('sha256').update(`${secret} ${port()}`).digest('hex').slice(0, 8)}`,
    proof: (nonce) => proofOf({ secret, instance, nonce }),
  };
}

/** Creates the key of a login link for a running server. */
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

/** Returns a random text with its end of validity and its signature: `<random>.<until>.<signature>`. */
function sealed(until: number, signed: (body: string) => string): string {
  const body = `${randomBytes(16).toString('base64url')}.${until.toString(36)}`;
  return `${body}.${signed(body)}`;
}

/** Returns the end of validity from a text that {@link sealed} returned. Undefined if the signature is wrong. */
function expiryOf(text: string, signed: (body: string) => string): number | undefined {
  const [random, until, signature, more] = text.split('.');
  if (!random || !until || !signature || more !== undefined) return undefined;
  return sameText(signature, signed(`${random}.${until}`)) ? Number.parseInt(until, 36) : undefined;
}

function sign(secret: string, ...parts: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
}
