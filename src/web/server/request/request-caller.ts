import type { HttpBindings } from '@hono/node-server';
import type { Caller } from '../../../work/workspace/context.ts';
import type { BoardServer, RequestContext } from '../board-context.ts';
import type { Login, ShownKey } from '../login/login.ts';

/** Collects what {@link rejectForeign} checks. */
export function originOfRequest(c: RequestContext) {
  const header = (name: string) => c.env.incoming.headers[name] as string | undefined;
  return {
    method: c.req.method,
    api: c.req.path.startsWith('/api/'),
    host: hostOf(c.env.incoming),
    origin: header('origin'),
    site: header('sec-fetch-site'),
    contentType: header('content-type'),
    marked: header('x-backlog') !== undefined,
  };
}

/** The host that a request names; undefined if it names two, or another one in its address, since a browser's meaning is then unclear. */
export function hostOf({ url, headersDistinct }: HttpBindings['incoming']): string | undefined {
  const { host = [] } = headersDistinct;
  return host.length === 1 && url?.startsWith('/') ? host[0] : undefined;
}

/** The caller by its token if it sent one, and only by that; otherwise by the cookie and key of a page. */
export function requestCaller(c: RequestContext, { login, person, tokens }: BoardServer): Caller | undefined {
  const said = c.req.header('authorization');
  if (said === undefined) return shownBy(c, login).some(login.isIn) ? person : undefined;
  const [, text] = /^Bearer +(\S+)$/i.exec(said) ?? [];
  return text === undefined ? undefined : tokens.caller(text);
}

/** Reads all cookies of that name: a server at another port of this machine may have set one before ours. */
export function shownBy(c: RequestContext, login: Login): ShownKey[] {
  const name = `${prefixOf(c) ? '__Host-' : ''}${login.cookieName()}`;
  const pairs = (c.req.header('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  const key = c.req.header('backlog-key') ?? '';
  return pairs.filter(([called]) => called === name).map(([, cookie = '']) => ({ cookie, key }));
}

/** The cookie's prefix, where the connection is secure. */
export function prefixOf(c: RequestContext): 'host' | undefined {
  return c.get('secure') ? 'host' : undefined;
}
