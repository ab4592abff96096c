import { deleteCookie, setCookie } from 'hono/cookie';
import type { BoardServer, RequestContext } from '../board-context.ts';
import { bodyInput } from '../request/call-command.ts';
import { refused } from '../request/refusal.ts';
import { credentialsOf, prefixOf } from '../request/request-caller.ts';
import { COOKIE_MS } from './login.ts';

const COOKIE = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

/**
 * Returns the cookie's options. If the board or its proxy uses TLS, the cookie's name gets the prefix `__Host-`.
 * Browsers reject this prefix without TLS, even on the loopback address.
 */
function cookieFor(c: RequestContext) {
  const prefix = prefixOf(c);
  return prefix ? { ...COOKIE, secure: true, prefix } : COOKIE;
}

/** Exchanges the key of a link for a session. Only a POST uses up the key, so a preview of the link doesn't. */
export function logIn(c: RequestContext, { login }: BoardServer, body: string): Response {
  const { key } = bodyInput(body) as { key?: unknown };
  const shown = typeof key === 'string' ? login.redeem(key, c.req.header('user-agent') ?? '') : undefined;
  if (!shown)
    return refused(
      401,
      'this link was already used, or it has expired',
      '`backlog board` at a terminal prints a new one.',
    );
  setCookie(c, login.cookieName(), shown.cookie, { ...cookieFor(c), maxAge: COOKIE_MS / 1_000 });
  return c.json({ key: shown.key }, 200, { 'Cache-Control': 'no-store' });
}

/** Logs the browser out. A token stays valid, because only the command line can revoke it. */
export function logOut(c: RequestContext, { login }: BoardServer): Response {
  for (const shown of credentialsOf(c, login)) login.logOut(shown);
  deleteCookie(c, login.cookieName(), cookieFor(c));
  return c.json({});
}
