import type { CommandName, Commands, Inputs, Outputs } from './calls.ts';
import { type BacklogEvent, type EventOptions, eventsFrom } from './events.ts';
import { READS } from './reads.ts';
import { brokenOff, refusalIn, unreachable } from './refusal.ts';

export interface HttpOptions {
  /** Where the board is: `http://127.0.0.1:7323`. In its own pages it is left out. */
  url?: string;
  /** From `backlog token add`; a page of the board shows its cookie and its key instead. */
  token?: string;
  /** Another way to send requests, of the form of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
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

export interface CallOptions {
  /** Ends the call; the promise is rejected with its reason. */
  signal?: AbortSignal;
  /** Is told of which commit the answer is: events after it say what has changed since. */
  at?(seq: number): void;
  /** Is told of the commits that the call made: what `task_undo` takes back. */
  wrote?(commits: readonly number[]): void;
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
  session(): Promise<Session>;
  workspaces(): Promise<WorkspaceRow[]>;
  /** For pages: exchanges the key of a link for a cookie and the key of the page. */
  logIn(link: string): Promise<{ key: string }>;
  logOut(): Promise<object>;
  /** The queue of the workspace of that uuid. */
  workspace(uuid: string): Queue;
}

/** Characters of a query up to which a reading call is a GET, so that a browser asks again only for what has changed. */
const MOST_QUERY = 4_000;

/** The queues of a board, over HTTP: in Node and in browsers. */
export function backlogBoard({ url = '', token, fetch = globalThis.fetch.bind(globalThis) }: HttpOptions = {}): Board {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${url}/api/v1/${path}`, { ...init, headers: { ...headers, ...init.headers } }).catch(
      (error: unknown) => {
        if (init.signal?.aborted) throw error;
        throw unreachable(error);
      },
    );
    if (!response.ok) throw await refusalIn(response);
    return response;
  };
  const json = async <T>(path: string, init?: RequestInit): Promise<T> => valueIn(await send(path, init));
  return {
    session: () => json('session'),
    workspaces: () => json('workspaces'),
    logIn: (key) => json('login', posted({ key })),
    logOut: () => json('logout', posted({})),
    workspace(uuid) {
      const at = encodeURIComponent(uuid);
      const call = async <Name extends CommandName>(name: Name, input?: Inputs[Name], options: CallOptions = {}) => {
        const response = await send(...requestOf(`${at}/${name}`, name, input ?? {}, options.signal));
        options.at?.(Number(response.headers.get('backlog-seq')));
        options.wrote?.((response.headers.get('backlog-commits') ?? '').split(',').filter(Boolean).map(Number));
        return valueIn<Outputs[Name]>(response, options.signal);
      };
      const events: Queue['events'] = (options = {}) => eventsFrom((init) => send(`${at}/events`, init), options);
      return { commands: commandsBy(call), call, events };
    },
  };
}

async function valueIn<T>(response: Response, signal?: AbortSignal): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw brokenOff(error);
  }
}

/** Path and request of a call: a GET where it only reads. */
function requestOf(path: string, name: CommandName, input: object, signal?: AbortSignal): [string, RequestInit] {
  const body = JSON.stringify(input);
  const init = signal ? { signal } : {};
  if (READS.has(name)) {
    const query = body === '{}' ? '' : `?input=${encodeURIComponent(body)}`;
    if (query.length <= MOST_QUERY) return [path + query, init];
  }
  return [path, { ...init, ...posted(input) }];
}

function posted(input: object): RequestInit {
  const headers = { 'Content-Type': 'application/json', 'X-Backlog': '1' };
  return { method: 'POST', headers, body: JSON.stringify(input) };
}

/** Every name is a command; which ones there are, the types say, and the other side. */
export function commandsBy(call: Queue['call']): Commands {
  return new Proxy({} as Commands, {
    get: (_, name) =>
      typeof name === 'string' && name !== 'then' ? (input?: never) => call(name as CommandName, input) : undefined,
  });
}
