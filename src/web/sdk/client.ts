import { ENDS_CLAIMS } from '../../domain/calls/claims-to-end.ts';
import type { CommandName, Commands, Inputs, Outputs } from './calls.ts';
import { type BacklogEvent, type EventOptions, eventsFrom } from './events.ts';
import type { CommandForm, FormRow } from './form.ts';
import type { FormatAnswer, FormatRequest } from './format.ts';
import type { CallOptions, RequestOptions } from './options.ts';
import { AS, type DocPage, type ShownOutput } from './page.ts';
import { READS } from './reads.ts';
import { brokenOff, refusalIn, tooLate, unreachable } from './refusal.ts';

export interface HttpOptions {
  /** Origin of the board, such as `http://127.0.0.1:7323`. The board's own pages omit it. */
  url?: string;
  /** A token from `backlog token add`. The board's own pages use their cookie and key instead. */
  token?: string;
  /**
   * IANA name of the time zone in which the calls read and compare dates. If omitted, the zone of this program at the time
   * of each call.
   */
  zone?: string;
  /** A replacement for the global `fetch`. */
  fetch?: typeof globalThis.fetch;
  /** Default of the option `timeout` of calls, in milliseconds. If omitted, 60,000. */
  timeout?: number;
}

/** A row in the list of workspaces. */
export interface WorkspaceRow {
  uuid: string;
  /** Name of the workspace's home repository. */
  name: string;
  /** Top folder of the home repository. Null if the folder is unknown or does not exist any more. */
  folder: string | null;
  repositories: { name: string; folder: string; here: boolean }[];
  /** The reason why the workspace cannot be opened. Absent if it can be opened. */
  problem?: string;
}

export interface Session {
  actor: { kind: 'human' | 'ai' | 'system'; name: string };
  rights: ('read' | 'write' | 'review' | 'admin')[];
  version: string;
  /** An id that is different after each start of the board. */
  instance: string;
}

/** The commands and events of one workspace's queue. */
export interface Queue {
  /** All commands by name: `queue.commands.task_list({ filter: '+READY' })`. */
  commands: Commands;
  /** Calls a command by its name. @throws BacklogRefusal */
  call<Name extends CommandName>(name: Name, input?: Inputs[Name], options?: CallOptions): Promise<Outputs[Name]>;
  /**
   * Yields the events after commit `after`, until the signal aborts. Without `after`, begins with new events. If the
   * connection breaks or no message arrives, the client reconnects without missing or repeating an event.
   * @throws BacklogRefusal if the caller may not read the events
   */
  events(options?: EventOptions): AsyncIterable<BacklogEvent>;
}

/** A queue that a board serves. */
export interface ServedQueue extends Queue {
  /**
   * Calls a command, and returns its output as texts in sections, for the board's own pages.
   * @internal
   * @throws BacklogRefusal
   */
  page<Name extends CommandName>(name: Name, input?: Inputs[Name], options?: CallOptions): Promise<DocPage>;
  /**
   * Calls a command, and returns its output with its page, for the board's own pages.
   * @internal
   * @throws BacklogRefusal
   */
  shown<Name extends CommandName>(
    name: Name,
    input?: Inputs[Name],
    options?: CallOptions,
  ): Promise<ShownOutput<Outputs[Name]>>;
}

export interface Board {
  session(options?: RequestOptions): Promise<Session>;
  workspaces(options?: RequestOptions): Promise<WorkspaceRow[]>;
  /** Exchanges the key of a login link for a cookie and the page's key. Meant for the board's own pages. */
  logIn(link: string, options?: RequestOptions): Promise<{ key: string }>;
  logOut(options?: RequestOptions): Promise<object>;
  /**
   * Reads Markdown as plain nodes, and code as runs of colour, for the board's own pages.
   * @internal
   */
  format(texts: FormatRequest, options?: RequestOptions): Promise<FormatAnswer>;
  /**
   * Returns the commands that a browser may call, and the form of one, for the board's own pages.
   * @internal
   */
  forms(options?: RequestOptions): Promise<FormRow[]>;
  /** @internal @throws BacklogRefusal `forbidden` for a command of the terminal */
  form(name: string, options?: RequestOptions): Promise<CommandForm>;
  /** Returns the queue of the workspace with this uuid. */
  workspace(uuid: string): ServedQueue;
}

/**
 * Maximum length of a GET request's query, in characters. Reading calls use GET, so that browsers can check by ETag
 * whether a cached answer is still valid.
 */
const MOST_QUERY = 4_000;

/** Default timeout of a call, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** Connects to the queues of a board over HTTP, in Node and in browsers. */
export function backlogBoard(given: HttpOptions = {}): Board {
  const { url = '', token, zone, fetch = globalThis.fetch.bind(globalThis), timeout: usual = TIMEOUT_MS } = given;
  const own = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { ...own, ...zoneHeader(zone), ...init.headers };
    const response = await fetch(`${url}/api/v1/${path}`, { ...init, headers }).catch((error: unknown) => {
      init.signal?.throwIfAborted();
      throw unreachable(error);
    });
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
    format: (texts, options = {}) => request('format', posted(texts), options),
    forms: (options = {}) => request('forms', {}, options),
    form: (name, options = {}) => request(`forms/${encodeURIComponent(name)}`, {}, options),
    workspace(uuid) {
      const at = encodeURIComponent(uuid);
      const ask = <T>(name: CommandName, input: object, options: CallOptions, more?: Record<string, string>) => {
        const [path, init] = requestOf(`${at}/${name}`, name, input, options);
        return request<T>(path, { ...init, headers: { ...init.headers, ...more } }, options, (answer) => {
          options.at?.(Number(answer.get('backlog-seq')));
          options.wrote?.((answer.get('backlog-commits') ?? '').split(',').filter(Boolean).map(Number));
        });
      };
      const call: Queue['call'] = (name, input, options = {}) => ask(name, input ?? {}, options);
      const page: ServedQueue['page'] = (name, input, options = {}) =>
        ask(name, input ?? {}, options, { [AS]: 'page' });
      const shown: ServedQueue['shown'] = (name, input, options = {}) =>
        ask(name, input ?? {}, options, { [AS]: 'both' });
      const events: Queue['events'] = (options = {}) =>
        eventsFrom((init) => send(`${at}/events${options.counts ? '?counts=1' : ''}`, init), options);
      return { commands: commandsBy(call), call, page, shown, events };
    },
  };
}

/** Returns the header with the caller's time zone. A browser that can't find its zone names `Etc/Unknown`. */
function zoneHeader(given: string | undefined): Record<string, string> {
  const zone = given ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return !zone || zone === 'Etc/Unknown' ? {} : { 'Backlog-Zone': zone };
}

type Seen = (headers: Headers) => void;

/**
 * Runs a request until it is answered, the caller's signal aborts, or the time limit ends.
 * @throws the signal's reason, or BacklogRefusal `unreachable` at the end of the time limit
 */
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

/** Returns the path and the options of a call's request. A reading call uses GET, unless its query is too long. */
function requestOf(
  path: string,
  name: CommandName,
  input: object,
  { endsClaims = [] }: Pick<CallOptions, 'endsClaims'>,
): [string, RequestInit] {
  if (READS.has(name)) {
    const body = JSON.stringify(input);
    const query = body === '{}' ? '' : `?input=${encodeURIComponent(body)}`;
    if (query.length <= MOST_QUERY) return [path + query, {}];
  }
  return [path, posted(input, endsClaims.length > 0 ? { [ENDS_CLAIMS]: endsClaims.join(',') } : {})];
}

function posted(input: object, more: Readonly<Record<string, string>> = {}): RequestInit {
  const headers = { 'Content-Type': 'application/json', 'X-Backlog': '1', ...more };
  return { method: 'POST', headers, body: JSON.stringify(input) };
}

/**
 * Returns an object with a method for every name. It contains no list of commands; the types and the server decide
 * which names exist.
 */
export function commandsBy(call: Queue['call']): Commands {
  return new Proxy({} as Commands, {
    get: (_, name) =>
      typeof name === 'string' && name !== 'then'
        ? (input?: never, options?: CallOptions) => call(name as CommandName, input, options)
        : undefined,
  });
}
