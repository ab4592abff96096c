import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { DAY_MS } from '../../../time/day.ts';

/** How long the link of the terminal can be followed, and how long the cookie it is exchanged for is good, in milliseconds. */
const LINK_MS = 10 * 60_000;
export const COOKIE_MS = 90 * DAY_MS;

/** What a person's browser is let in by. Nothing but the secret is kept, so that a cookie outlives the server that gave it. */
export interface Login {
  /** The value of the one-time key in a link. */
  key(): string;
  /** Takes a key, once. */
  redeem(key: string): boolean;
  cookie(): string;
  isCookie(value: string): boolean;
  cookieName: string;
  /** Proves to somebody who has the secret that this is the server of the same home. */
  proof(nonce: string): string;
}

/** `instance` tells this server from the one before it, whose links are no good any more; `now` gives milliseconds since the epoch. */
export function createLogin({ secret, instance, now }: { secret: string; instance: string; now: () => number }): Login {
  /** Keys that were used, until they are too old anyway. */
  const used = new Map<string, number>();
  const fresh = (key: string) => {
    const until = expiryOf(key, (body) => sign(secret, 'link', instance, body));
    return until !== undefined && until > now() && !used.has(key) ? until : undefined;
  };
  return {
    key: () => linkKey({ secret, instance, now: now() }),
    redeem(key) {
      for (const [old, until] of used) if (until <= now()) used.delete(old);
      const until = fresh(key);
      if (until === undefined) return false;
      used.set(key, until);
      return true;
    },
    cookie: () => sealed(now() + COOKIE_MS, (body) => sign(secret, 'cookie', body)),
    isCookie(value) {
      const until = expiryOf(value, (body) => sign(secret, 'cookie', body));
      return until !== undefined && until > now();
    },
    cookieName: `backlog-${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`,
    proof: (nonce) => proofOf(secret, nonce),
  };
}

/** The key of a link to a server that runs already. */
export function linkKey({ secret, instance, now }: { secret: string; instance: string; now: number }): string {
  return sealed(now + LINK_MS, (body) => sign(secret, 'link', instance, body));
}

export function proofOf(secret: string, nonce: string): string {
  return sign(secret, 'proof', nonce);
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
