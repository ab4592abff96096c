import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { present } from '../../base/present.ts';
import type { Executed } from '../../commands/execute.ts';
import { findCommand } from '../../commands/index.ts';
import { outputPage, outputValue, queueNote } from '../../commands/render.ts';
import { ENDS_CLAIMS } from '../../domain/calls/claims-to-end.ts';
import { BacklogError } from '../../domain/errors.ts';
import { RIGHTS } from '../../work/people/rights.ts';
import { AS } from '../sdk/page.ts';
import type { BoardServer, Env, RequestContext } from './board-context.ts';
import { streamEvents } from './events/stream.ts';
import { formatTexts, MOST_FORMAT_BODY } from './format/format-route.ts';
import { formOf, formRows } from './forms/forms.ts';
import { logIn, logOut } from './login/login-routes.ts';
import { mcpRoute } from './mcp/mcp-route.ts';
import { answerMetrics } from './metrics/metrics-route.ts';
import { apiDocument } from './openapi/openapi.ts';
import { answerWith } from './request/answer.ts';
import { inWordsOfApi, inWordsOfBoard } from './request/board-words.ts';
import { bodyInput, type CommandRequest, noForm, queryInput, unknownRoute } from './request/call-command.ts';
import { callIn, servedAt, workspacesFor } from './request/call-in.ts';
import { httpRefusal, noToken, refused } from './request/refusal.ts';
import { MOST_BODY, withBody } from './request/request-body.ts';
import { freshCaller, hostOf, isStillIn, originOfRequest, requestZone } from './request/request-caller.ts';
import { rejectForeign } from './request/request-guard.ts';
import { answerEvent } from './service-events/event-route.ts';

const API = '/api/v1';

/** Creates the routes of the board's server. One route serves all commands of the table. */
export function createApp(board: BoardServer): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const rejection = rejectForeign(originOfRequest(c), board.origins());
    if (rejection) return withSafety(refused(rejection.status, rejection.message, rejection.hint));
    const host = hostOf(c.env.incoming)?.toLowerCase();
    c.set('secure', board.origins().includes(`https://${host}`));
    await next();
    if (!c.env.outgoing.headersSent) c.res = withSafety(c.res);
    return undefined;
  });
  app.onError((error, c) => {
    // A request that the client cancelled isn't a defect.
    if (!(error instanceof BacklogError) && !c.env.incoming.errored) board.failed(error);
    const caller = c.get('caller');
    const words = caller === board.person || caller?.proxied ? inWordsOfBoard : inWordsOfApi;
    return withSafety(httpRefusal(error instanceof BacklogError ? words(error) : error));
  });
  app.post(`${API}/login`, (c) => withBody(c, MOST_LOGIN, (text) => logIn(c, board, text)));
  app.get(`${API}/hello`, (c) => {
    return c.json({ proof: board.login.proof(c.req.query('nonce') ?? '') });
  });
  app.use(`${API}/*`, async (c, next) => {
    const caller = await freshCaller(c, board);
    if (!caller) return c.req.header('authorization') === undefined ? notLoggedIn() : noToken();
    c.set('caller', caller);
    return next();
  });
  app.post(`${API}/format`, (c) => withBody(c, MOST_FORMAT_BODY, (text) => formatTexts(c.req.raw, text)));
  app.post(`${API}/logout`, (c) => logOut(c, board));
  app.get(`${API}/session`, (c) => {
    const { actor, rights = RIGHTS } = c.get('caller');
    return answerWith({ actor, rights, version: board.version, instance: board.instance }, c.req.raw);
  });
  app.get(`${API}/workspaces`, async (c) => answerWith(await workspacesFor(c, board), c.req.raw));
  app.get(`${API}/openapi.json`, (c) => answerWith(apiDocument(board.version, board.login.cookieName()), c.req.raw));
  app.get(`${API}/forms`, (c) => answerWith(formRows(), c.req.raw));
  app.get(`${API}/forms/:command`, (c) => {
    const name = c.req.param('command');
    return answerWith(formOf(findCommand(name) ?? unknownRoute(name)) ?? noForm(name), c.req.raw);
  });
  app.get(`${API}/:workspace/events`, async (c) => {
    const { uuid } = await servedAt(board, c.req.param('workspace'), c.get('caller'));
    const hub = await board.hubs.of(uuid);
    loadAhead(board.failed);
    const still = () => isStillIn(c, board);
    const counts = c.req.query('counts') === '1';
    streamEvents(hub, { after: lastSeen(c), counts, still }, c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  app.get(`${API}/:workspace/:command`, (c) => {
    const input = queryInput(new URL(c.req.url).searchParams);
    const name = c.req.param('command');
    return answer(c, board, { command: findCommand(name) ?? unknownRoute(name), reading: true, input });
  });
  app.post(`${API}/:workspace/:command`, (c) => {
    const name = c.req.param('command');
    const command = findCommand(name);
    const { maxBytes = MOST_BODY, maxValues } = command?.http ?? {};
    // Reads the body even for an unknown command. A connection with an unread body would be reset.
    return withBody(c, maxBytes, (text) =>
      answer(c, board, { command: command ?? unknownRoute(name), reading: false, input: bodyInput(text, maxValues) }),
    );
  });
  app.post('/hooks/:service', (c) => answerEvent(c, board));
  app.get('/metrics', (c) => answerMetrics(c, board));
  for (const path of ['/mcp', '/mcp/:workspace']) app.on(['GET', 'POST'], path, (c) => mcpRoute(c, board));
  app.all('/api/*', (c) =>
    refused(404, `nothing exists at ${c.req.path}`, `Call commands at ${API}/<workspace>/<command>.`),
  );
  app.get('*', async (c) => {
    const { path, raw } = c.req;
    return (await board.files.answer(path, raw)) ?? (await page(path, raw, board));
  });
  return app;
}

function notLoggedIn(): Response {
  return refused(401, 'this browser is not logged in', 'Open the link that `backlog board` prints at a terminal.');
}

/** Maximum size in bytes of the body of a login, which contains only a key. */
const MOST_LOGIN = 4_096;

/**
 * Serves the app for all addresses below `/w/`, because the name of a document in such an address can contain dots. In
 * other addresses, a name with an extension is a file.
 */
async function page(path: string, request: Request, { files }: BoardServer): Promise<Response> {
  const isFile = !path.startsWith('/w/') && /\.\w+$/.test(path);
  const found = isFile ? undefined : await files.answer('/index.html', request);
  return found ?? refused(404, `there is no page ${path}`, 'Open / instead.');
}

async function answer(c: RequestContext, board: BoardServer, asked: CommandRequest): Promise<Response> {
  const served = await servedAt(board, c.req.param('workspace') ?? '', c.get('caller'));
  // Reads the number of the commit first. If another process commits during the read, the client still gets every event
  // after this number.
  const { seq } = served.opened.store.state;
  const commits: number[] = [];
  const endsClaims = c.req.header(ENDS_CLAIMS)?.split(/[\s,]+/);
  const said = { ...requestZone(c), ...present({ endsClaims }) };
  const caller = { ...c.get('caller'), ...said, wrote: (made: number) => void commits.push(made) };
  const executed = await callIn(board, served, caller, asked);
  const reads = asked.command.access.effect === 'read';
  const value = await valueAs(executed, c.req.header(AS)?.trim());
  const answered = await answerWith(value, c.req.raw, reads ? seq : served.opened.store.state.seq);
  if (commits.length > 0) answered.headers.set('Backlog-Commits', commits.join(','));
  const damage = queueNote(executed);
  if (damage !== undefined) answered.headers.set('Backlog-Damage', encodeURIComponent(damage));
  return answered;
}

async function valueAs(executed: Executed, as: string | undefined): Promise<unknown> {
  if (as === 'page') return outputPage(executed);
  const output = outputValue(executed);
  return as === 'both' ? { page: await outputPage(executed), output } : output;
}

function lastSeen(c: RequestContext): number | undefined {
  const text = c.req.header('last-event-id') ?? c.req.query('after');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/**
 * Milliseconds from the first tab's connection until the server loads further modules. Before that, it answers the
 * tab's first requests.
 */
const AHEAD_MS = 500;

let begun = false;

/** Loads the modules for decisions about runs in advance, so that the first decision doesn't have to wait. */
function loadAhead(failed: (error: unknown) => void): void {
  if (begun) return;
  begun = true;
  setTimeout(() => void import('../../commands/on-call.ts').catch(failed), AHEAD_MS).unref();
}

/**
 * Security headers of every response. They make browsers run only the board's own files, send no data to other sites,
 * and refuse to show the board in frames. Only the app's named policies can create markup.
 */
const SAFETY: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    ...['script-src', 'style-src', 'connect-src', 'font-src', 'manifest-src', 'worker-src'].map(
      (what) => `${what} 'self'`,
    ),
    "img-src 'self' data: blob:",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types backlog',
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

function withSafety(response: Response): Response {
  for (const [name, value] of Object.entries(SAFETY)) response.headers.set(name, value);
  return response;
}
