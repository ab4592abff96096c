import type { HttpBindings } from '@hono/node-server';
import type { Caller } from '../../../work/workspace/context.ts';
import type { Asking, Board } from '../board-context.ts';
import type { Login, Shown } from '../login/login.ts';

/** What the gate looks at. */
export function originOfRequest(c: Asking) {
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

/** The one name that a request calls us by: of two of them, or with another one in the address, nobody knows which one a browser meant. */
export function hostOf({ url, headersDistinct }: HttpBindings['incoming']): string | undefined {
  const { host = [] } = headersDistinct;
  return host.length === 1 && url?.startsWith('/') ? host[0] : undefined;
}

/** By a token where one is sent, and by nothing else then; else by what a page shows. */
export function callerOf(c: Asking, { login, person, tokens }: Board): Caller | undefined {
  const said = c.req.header('authorization');
  if (said === undefined) return shownBy(c, login).some(login.isIn) ? person : undefined;
  const [, text] = /^Bearer +(\S+)$/i.exec(said) ?? [];
  return text === undefined ? undefined : tokens.caller(text);
}

/** Of all cookies of that name: a server at another port of this machine sees the name, and may have put one before ours. */
export function shownBy(c: Asking, login: Login): Shown[] {
  const name = `${prefixOf(c) ? '__Host-' : ''}${login.cookieName()}`;
  const pairs = (c.req.header('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  const key = c.req.header('backlog-key') ?? '';
  return pairs.filter(([called]) => called === name).map(([, cookie = '']) => ({ cookie, key }));
}

/** Of the cookie, where the way to here is safe. */
export function prefixOf(c: Asking): 'host' | undefined {
  return c.get('secure') ? 'host' : undefined;
}
