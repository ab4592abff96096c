import type { CommandName, Commands, Inputs, Outputs } from './calls.ts';
import { type BacklogEvent, type EventOptions, eventsFrom } from './events.ts';
import type { CallOptions, RequestOptions } from './options.ts';
import { READS } from './reads.ts';
import { brokenOff, refusalIn, tooLate, unreachable } from './refusal.ts';

export interface HttpOptions {
  /** Where the board is: `http://127.0.0.1:7323`. In its own pages it is left out. */
  url?: string;
  /** From `backlog token add`; a page of the board shows its cookie and its key instead. */
  token?: string;
  /** Another way to send requests, of the form of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** For calls that name no `timeout` of their own: 60,000 milliseconds unless given. */
  timeout?: number;
}

/** A workspace as the list of them shows it. */
export interface WorkspaceRow {
  uuid: string;
  /** Of its home repository. */
  name: string;
  /** Top of that; null when it is not known, or gone. */
  folder: string | null;
  repositories: { name: string; folder: string; here: boolean }[];
  /** Why it cannot be opened. */
  problem?: string;
}

export interface Session {
  actor: { kind: 'human' | 'ai' | 'system'; name: string };
  rights: ('read' | 'write' | 'review')[];
  version: string;
  /** Another one after every start of the board. */
  instance: string;
}

/** What can be asked of the queue of one workspace. */
export interface Queue {
  /** Every command by its name: `queue.commands.task_list({ filter: '+READY' })`. */
  commands: Commands;
  /** The same with the name as a value. @throws BacklogRefusal */
  call<Name extends CommandName>(name: Name, input?: Inputs[Name], options?: CallOptions): Promise<Outputs[Name]>;
  /**
   * What happens, from the commit after `after` on, by default from now on, until the signal. A connection that breaks, or says nothing any
   * more, is made again, and nothing is missed or told twice. @throws BacklogRefusal for who may not listen
   */
  events(options?: EventOptions): AsyncIterable<BacklogEvent>;
}

export interface Board {
  session(options?: RequestOptions): Promise<Session>;
  workspaces(options?: RequestOptions): Promise<WorkspaceRow[]>;
  /** For pages: exchanges the key of a link for a cookie and the key of the page. */
  logIn(link: string, options?: RequestOptions): Promise<{ key: string }>;
  logOut(options?: RequestOptions): Promise<object>;
  /** The queue of the workspace of that uuid. */
  workspace(uuid: string): Queue;
}

/** Characters of a query up to which a reading call is a GET, so that a browser asks again only for what has changed. */
const MOST_QUERY = 4_000;

/** Milliseconds that a call may take unless its caller says otherwise. */
const TIMEOUT_MS = 60_000;

/** The queues of a board, over HTTP: in Node and in browsers. */
export function backlogBoard(given: HttpOptions = {}): Board {
  const { url = '', token, fetch = globalThis.fetch.bind(globalThis), timeout: usual = TIMEOUT_MS } = given;
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(`${url}/api/v1/${path}`, { ...init, headers: { ...headers, ...init.headers } }).catch(
      (error: unknown) => {
        init.signal?.throwIfAborted();
        throw unreachable(error);
      },
    );
    if (!response.ok) throw await refusalIn(response);
    return response;
  };
  const request = <T>(path: string, init: RequestInit, { signal, timeout = usual }: CallOptions, seen?: Seen) =>
    inTime({ signal, timeout }, async (over) => {
      const response = await send(path, { ...init, signal: over });
      seen?.(response.headers);
      return valueIn<T>(response, over);
    });
  return {
    session: (options = {}) => request('session', {}, options),
    workspaces: (options = {}) => request('workspaces', {}, options),
    logIn: (key, options = {}) => request('login', posted({ key }), options),
    logOut: (options = {}) => request('logout', posted({}), options),
    workspace(uuid) {
      const at = encodeURIComponent(uuid);
      const call: Queue['call'] = (name, input, options = {}) =>
        request(...requestOf(`${at}/${name}`, name, input ?? {}), options, (answer) => {
          options.at?.(Number(answer.get('backlog-seq')));
          options.wrote?.((answer.get('backlog-commits') ?? '').split(',').filter(Boolean).map(Number));
        });
      const events: Queue['events'] = (options = {}) => eventsFrom((init) => send(`${at}/events`, init), options);
      return { commands: commandsBy(call), call, events };
    },
  };
}

type Seen = (headers: Headers) => void;

/** Ends a request with the caller's signal, whose reason is thrown, or when its time is over. @throws BacklogRefusal `unreachable` for the latter */
async function inTime<T>(
  { signal, timeout }: { signal: AbortSignal | undefined; timeout: number },
  ask: (over: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = Number.isFinite(timeout) ? setTimeout(() => late.abort(tooLate(timeout)), timeout) : undefined;
  try {
    return await ask(signal ? AbortSignal.any([late.signal, signal]) : late.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function valueIn<T>(response: Response, signal: AbortSignal): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (error) {
    signal.throwIfAborted();
    throw brokenOff(error);
  }
}

/** Path and request of a call: a GET where it only reads. */
function requestOf(path: string, name: CommandName, input: object): [string, RequestInit] {
  if (READS.has(name)) {
    const body = JSON.stringify(input);
    const query = body === '{}' ? '' : `?input=${encodeURIComponent(body)}`;
    if (query.length <= MOST_QUERY) return [path + query, {}];
  }
  return [path, posted(input)];
}

function posted(input: object): RequestInit {
  const headers = { 'Content-Type': 'application/json', 'X-Backlog': '1' };
  return { method: 'POST', headers, body: JSON.stringify(input) };
}

/** Every name is a command; which ones there are, the types say, and the other side. */
export function commandsBy(call: Queue['call']): Commands {
  return new Proxy({} as Commands, {
    get: (_, name) =>
      typeof name === 'string' && name !== 'then'
        ? (input?: never, options?: CallOptions) => call(name as CommandName, input, options)
        : undefined,
  });
}
