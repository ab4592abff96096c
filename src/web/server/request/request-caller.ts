import type { HttpBindings } from '@hono/node-server';
import { clip } from '../../../base/clip.ts';
import { refuse } from '../../../domain/errors.ts';
import { isZone } from '../../../time/index.ts';
import { callerBy, isExpired } from '../../../work/people/tokens.ts';
import { processId } from '../../../work/processes/processes.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { BoardServer, RequestContext } from '../board-context.ts';
import type { Credentials, Login } from '../login/login.ts';

/** Collects the facts that {@link rejectForeign} checks. */
export function originOfRequest(c: RequestContext) {
  const header = (name: string) => c.env.incoming.headers[name] as string | undefined;
  // MCP accepts only tokens, which a page of another site doesn't have.
  const mcp = /^\/mcp(\/|$)/.test(c.req.path);
  return {
    method: c.req.method,
    api: mcp || c.req.path.startsWith('/api/'),
    host: hostOf(c.env.incoming),
    origin: header('origin'),
    site: header('sec-fetch-site'),
    contentType: header('content-type'),
    marked: mcp || header('x-backlog') !== undefined,
  };
}

/** Returns the host of a request. Undefined if there are several, because browsers could choose another one. */
export function hostOf({ url, headersDistinct }: HttpBindings['incoming']): string | undefined {
  const { host = [] } = headersDistinct;
  return host.length === 1 && url?.startsWith('/') ? host[0] : undefined;
}

/** Returns the caller of a request, by its token or, without a token, by the cookie and the page key. */
export function requestCaller(c: RequestContext, { login, now, person, tokens }: BoardServer): Caller | undefined {
  const said = c.req.header('authorization');
  if (said === undefined) return credentialsOf(c, login).some(login.isIn) ? person : undefined;
  const [, text] = /^Bearer +(\S+)$/i.exec(said) ?? [];
  const token = text === undefined ? undefined : tokens.find(text);
  return token && !isExpired(token, now()) ? { ...callerBy(token, 'web'), renewer: processId() } : undefined;
}

/**
 * Returns the time zone of a request, in which its dates are read and compared. Without the header, the server's zone counts.
 * @throws BacklogError `usage` for an unknown zone
 */
export function requestZone(c: RequestContext): { zone?: string } {
  const zone = c.req.header(ZONE_HEADER);
  if (zone === undefined) return {};
  if (zone.length <= LONGEST_ZONE && isZone(zone)) return { zone };
  return refuse('usage', `${ZONE_HEADER}: "${clip(zone, LONGEST_ZONE)}" is not a known time zone`, {
    hint: `Send an IANA name such as Europe/Berlin, or leave out the header ${ZONE_HEADER}.`,
  });
}

const ZONE_HEADER = 'Backlog-Zone';
const LONGEST_ZONE = 64;

/**
 * Returns the credentials of all cookies with the login's name. A server at another port of this machine can set a
 * cookie with the same name, so there may be several.
 */
export function credentialsOf(c: RequestContext, login: Login): Credentials[] {
  const name = `${prefixOf(c) ? '__Host-' : ''}${login.cookieName()}`;
  const pairs = (c.req.header('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  const key = c.req.header('backlog-key') ?? '';
  return pairs.filter(([called]) => called === name).map(([, cookie = '']) => ({ cookie, key }));
}

/** Returns `host` for a secure connection, otherwise undefined. The cookie's name gets this prefix. */
export function prefixOf(c: RequestContext): 'host' | undefined {
  return c.get('secure') ? 'host' : undefined;
}
