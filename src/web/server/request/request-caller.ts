import type { HttpBindings } from '@hono/node-server';
import { clip } from '../../../base/clip.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { isZone } from '../../../time/index.ts';
import { callerBy, findToken, isTokenExpired, isTokenOf, queueOfToken } from '../../../work/people/tokens.ts';
import { processId } from '../../../work/processes/processes.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Opened } from '../../../work/workspace/open.ts';
import type { BoardServer, NamedQueue, RequestContext } from '../board-context.ts';
import type { Credentials, Login } from '../login/login.ts';

/** Collects the facts that {@link rejectForeign} checks. */
export function originOfRequest(c: RequestContext) {
  const header = (name: string) => c.env.incoming.headers[name] as string | undefined;
  // MCP accepts only tokens, and events only signatures, which a page of another site doesn't have.
  const own = /^\/(mcp|hooks)(\/|$)/.test(c.req.path);
  return {
    method: c.req.method,
    api: own || c.req.path.startsWith('/api/'),
    host: hostOf(c.env.incoming),
    origin: header('origin'),
    site: header('sec-fetch-site'),
    contentType: header('content-type'),
    marked: own || header('x-backlog') !== undefined,
    signed: c.req.path.startsWith('/hooks/'),
  };
}

/** Returns the host of a request. Undefined if there are several, because browsers could choose another one. */
export function hostOf({ url, headersDistinct }: HttpBindings['incoming']): string | undefined {
  const { host = [] } = headersDistinct;
  return host.length === 1 && url?.startsWith('/') ? host[0] : undefined;
}

/**
 * Returns the caller of a request, by its token or, without a token, by the header of the trusted proxy, or by the cookie
 * and the page key. A token of a queue counts as of the last refresh of the queue, which {@link freshCaller} makes.
 * @throws BacklogError `store` for a token that may be one of this machine whose file is damaged
 */
function requestCaller(c: RequestContext, board: BoardServer): Caller | undefined {
  const { login, now, person, tokens } = board;
  if (c.req.header('authorization') === undefined)
    return proxiedPerson(c, board) ?? (credentialsOf(c, login).some(login.isIn) ? person : undefined);
  const text = bearerText(c);
  const token = text === undefined ? undefined : findToken(text, tokens, c.get('tokenQueue'));
  return token && !isTokenExpired(token, now()) ? { ...callerBy(token, 'web'), renewer: processId() } : undefined;
}

/** Checks whether the caller of a stream still has access. A token that can't be checked has none. */
export function isStillIn(c: RequestContext, board: BoardServer): boolean {
  try {
    return requestCaller(c, board) !== undefined;
  } catch (error) {
    if (error instanceof BacklogError) return false;
    throw error;
  }
}

/**
 * Returns the person whom the trusted proxy names. The rights are those of the server's flags, so that a person of the
 * proxy isn't the person of this machine.
 */
function proxiedPerson(c: RequestContext, { proxy }: BoardServer): Caller | undefined {
  const name = proxy?.personOf(c.env.incoming);
  if (!proxy || name === undefined) return undefined;
  const actor = { kind: 'human', name } as const;
  return {
    actor,
    holder: `human:${name}`,
    renewer: processId(),
    door: 'web',
    rights: proxy.rights,
    reads: true,
    proxied: true,
  };
}

/**
 * Returns the caller of a request like {@link requestCaller}, after reading the newest tokens of the queue.
 * @param refresh reads the newest state of the queue; by default, waits as long as the queue's server needs
 * @throws BacklogError `store` for a token whose queue can't be read
 */
export async function freshCaller(
  c: RequestContext,
  board: BoardServer,
  refresh: Refresh = (opened) => opened.ready(),
): Promise<Caller | undefined> {
  const text = bearerText(c);
  if (text !== undefined && queueOfToken(text) !== undefined) c.set('tokenQueue', await queueFor(text, board, refresh));
  return requestCaller(c, board);
}

type Refresh = (opened: Opened) => Promise<unknown>;

/**
 * Returns the refreshed queue that a token names. Undefined if this server doesn't have it.
 * @throws BacklogError `store` if the queue can't be read, or may be one that can't
 */
async function queueFor(text: string, board: BoardServer, refresh: Refresh): Promise<NamedQueue | undefined> {
  const served = await servedFor(text, board);
  if (!served) return undefined;
  const { uuid, opened } = served;
  await refresh(opened).catch((cause) => {
    if (!(cause instanceof BacklogError)) throw cause;
    return unchecked(cause);
  });
  return {
    uuid,
    get id() {
      return opened.store.id;
    },
    get state() {
      return opened.store.state;
    },
  };
}

/**
 * Finds the queue that a token names. Looks at the open ones first: another queue's server may not answer.
 * @throws BacklogError `store` if none of them is it, and one can't be opened
 */
async function servedFor(text: string, { workspaces, failed }: BoardServer) {
  const present = (await workspaces.present()).find(({ opened }) => isTokenOf(text, opened.store));
  if (present) return present;
  let unread: BacklogError | undefined;
  for (const uuid of workspaces.uuids())
    try {
      const served = await workspaces.openForUnknown(uuid);
      if (served && isTokenOf(text, served.opened.store)) return { uuid, opened: served.opened };
    } catch (error) {
      if (error instanceof BacklogError) unread = error;
      else failed(error);
    }
  return unread && unchecked(unread);
}

/** The cause has the queue's address, and nobody knows yet who asks. */
function unchecked(cause: BacklogError): never {
  return refuse('store', 'the token cannot be checked: its queue cannot be read now', {
    hint: "Try again when the queue's server answers.",
    cause,
  });
}

/** Returns the token in a request's header. */
function bearerText(c: RequestContext): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
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
