import { randomBytes } from 'node:crypto';
import { lazy, lazyLoad } from '../../../base/lazy.ts';
import { version } from '../../../base/version.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { StartJob } from '../../../work/processes/background-job.ts';
import { processId } from '../../../work/processes/processes.ts';
import { linkKey } from '../login/login.ts';
import type { McpDoor } from '../mcp/mcp-door.ts';
import { boardHome, type Running } from './board-home.ts';
import { claimOrFind, watchForReplacement } from './find-board.ts';
import { type Listening, listen, portsToTry } from './listen.ts';
import { certificateSum, type ReachAsked, reachOf } from './reach.ts';
import { checkSameFlags } from './same-flags.ts';
import type { ServingOptions } from './serving.ts';

/** Streams and circumstances of the commands that start the server. */
export interface ServerStreams extends Pick<BoardStart, 'env' | 'cwd' | 'mcp'> {
  out(text: string): void;
  err(text: string): void;
  interrupted: AbortSignal;
}

export interface BoardStart {
  env: NodeJS.ProcessEnv;
  /** The command that starts the server, for errors. */
  command?: 'board' | 'serve';
  /** Whether the server opens all queues at its start, and keeps their orchestrators running. */
  unattended?: boolean;
  /** Working directory of the process that starts the board. */
  cwd: string;
  port?: number | undefined;
  /** The requested address. The default is the loopback. */
  reach?: ReachAsked | undefined;
  /** Folder of the app's files. The default is the folder beside this code. */
  web?: string;
  /** Starts processes that outlive the server. */
  errands?: StartJob;
  /** Loads the answers to MCP clients. Without it, the server has no MCP. */
  mcp?: (() => Promise<McpDoor>) | undefined;
  /** Returns the current time, in milliseconds since the epoch. */
  now?: () => number;
  /**
   * Called as soon as the server listens, so that the browser can open while the server loads modules. The browser's
   * first requests wait for these modules.
   */
  listens?(at: Reached): void;
  /** Called with errors in Backlog itself. */
  failed(error: unknown): void;
}

export interface Reached {
  port: number;
  /** Creates a link that logs in one browser once. */
  link(): string;
}

export interface StartedBoard extends Reached {
  /** The note of the board if another process runs it. Undefined if this process does. */
  found: Running | undefined;
  /** Number of open event streams of this process. */
  listeners(): number;
  /** A promise that resolves when another server has replaced this one, with that server's port. */
  replaced: Promise<number>;
  /** Stops this process's server. If another process serves the board, its server continues. */
  close(): Promise<void>;
}

/**
 * Starts the person's only server, or finds the running one.
 * @throws BacklogError `conflict` for a taken port, `store` for a home folder that cannot be written
 */
export async function startBoard(starting: BoardStart): Promise<StartedBoard> {
  const { env, now = Date.now } = starting;
  const reach = reachOf(starting.reach ?? {});
  const home = boardHome(env);
  const secret = home.secret();
  const own: Running = {
    process: processId() ?? { host: '', boot: '', pid: process.pid, start: '' },
    instance: randomBytes(16).toString('base64url'),
    port: 0,
    ...{ version, command: starting.command ?? 'board' },
    ...{ address: reach.address, tls: reach.tls !== undefined, origin: '' },
    ...(reach.tls ? { cert: certificateSum(reach.tls) } : {}),
    ...(reach.proxy ? { proxyHeader: reach.proxy.header } : {}),
  };
  const linkTo = ({ origin, instance }: Running) => `${origin}/login?key=${linkKey({ secret, instance, now: now() })}`;
  const { found, silent } = await claimOrFind(home, own);
  if (found) {
    checkSameFlags(starting, reach, found);
    return {
      port: found.port,
      link: () => linkTo(found),
      found,
      listeners: () => 0,
      replaced: new Promise(() => undefined),
      close: async () => undefined,
    };
  }
  const at = (port: number): Running => ({ ...own, port, origin: reach.origins(port)[0]! });
  const ended = () => home.discard(own);
  try {
    const { port, close, listeners } = await serve(starting, {
      ...{ secret, now, reach, instance: own.instance },
      folder: home.folder,
      last: home.lastPort(),
      listens: (port) => starting.listens?.({ port, link: () => linkTo(at(port)) }),
      ready: (port) => home.update(at(port)),
    });
    let resolve = (_port: number) => {};
    const replaced = new Promise<number>((done) => (resolve = done));
    const unwatch = watchForReplacement(home, own, (other) => resolve(other.port));
    return {
      replaced,
      port,
      link: () => linkTo(at(port)),
      found: undefined,
      listeners,
      close: lazy(async () => {
        unwatch();
        await close();
        ended();
      }),
    };
  } catch (error) {
    ended();
    // The silent server may continue at any time. Its note must stay; otherwise, the next start would replace that
    // server.
    if (silent) home.claim(silent);
    throw silent ? takenBy(silent, error, starting.command) : error;
  }
}

/** Returns a clearer error if the port belongs to the same person's board and that board doesn't answer. */
function takenBy({ port, process: { pid } }: Running, error: unknown, command = 'board'): unknown {
  const { ports } = (error instanceof BacklogError ? error.data : {}) as { ports?: readonly number[] };
  if (!ports?.includes(port)) return error;
  return new BacklogError(
    'conflict',
    `can't use port ${port}: your own board has it (process ${pid}) and doesn't answer`,
    {
      hint: `Wait until it answers, or end it: kill ${pid}. Then: backlog ${command} --port ${port}`,
      data: { ports, pid },
      cause: error,
    },
  );
}

interface Serve extends Pick<ServingOptions, 'instance' | 'secret' | 'folder' | 'now' | 'reach'> {
  last: number | undefined;
  listens(port: number): void;
  /** Called when the server can answer other processes' challenges. */
  ready(port: number): void;
}

async function serve(
  { port: asked, command = 'board', failed, ...starting }: BoardStart,
  { last, listens, ready, ...own }: Serve,
): Promise<Pick<Listening, 'port' | 'close'> & Pick<StartedBoard, 'listeners'>> {
  const loaded = lazyLoad(async () => {
    const { createServing } = await import('./serving.ts');
    return createServing({ ...starting, ...own, port: () => listening.port, failed });
  });
  const listening = await listen(
    (request, response) => {
      loaded().then(
        ({ answer }) => answer(request, response),
        () => response.destroy(),
      );
    },
    portsToTry(asked, last),
    own.reach,
    command,
  );
  try {
    listens(listening.port);
    const { listeners, end, close } = await loaded();
    ready(listening.port);
    return {
      port: listening.port,
      listeners,
      async close() {
        end();
        await listening.close();
        await close();
      },
    };
  } catch (error) {
    await listening.close();
    throw error;
  }
}
