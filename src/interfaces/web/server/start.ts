import { randomBytes } from 'node:crypto';
import { lazy } from '../../../domain/lazy.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import type { StartErrand } from '../../../work/workspace/errand.ts';
import { processId } from '../../../work/workspace/processes.ts';
import { userName } from '../../user-name.ts';
import { version } from '../../version.ts';
import { createApp } from './app.ts';
import { createHubs } from './events/hubs.ts';
import { createFiles, webFolder } from './files.ts';
import { claimOrFind, watchPlace } from './find.ts';
import { boardHome, type Running } from './home.ts';
import { type Listening, listen, portsToTry } from './listen.ts';
import { createLogin, linkKey } from './login.ts';
import { type Reach, type ReachAsked, reachOf } from './reach.ts';
import { sessionsIn } from './sessions.ts';
import { tokensIn } from './tokens.ts';
import { createWorkspaces } from './workspaces.ts';

export interface Starting {
  env: Readonly<Record<string, string | undefined>>;
  /** Working directory of whoever starts it. */
  cwd: string;
  port?: number | undefined;
  /** Where it is reached; the loopback unless said. */
  reach?: ReachAsked;
  /** The folder of the app; where it is, unless said. */
  web?: string;
  /** How processes are started that outlive the server. */
  errands?: StartErrand;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Is told what is a defect of ours. */
  failed(error: unknown): void;
}

export interface Started {
  port: number;
  /** A new link that lets a browser in, once. */
  link(): string;
  /** Was it there already, in another process? */
  found: boolean;
  /** Streams of events that are open here. */
  listeners(): number;
  /** Resolves to its port when another server has taken its place, and not before. */
  replaced: Promise<number>;
  /** Ends a server of this process; one of another goes on. */
  close(): Promise<void>;
}

/**
 * The one server of a person: starts it, or finds the one that runs.
 * @throws BacklogError `conflict` for a port that is taken, `store` for a home that cannot be written
 */
export async function startBoard(starting: Starting): Promise<Started> {
  const { env, now = Date.now } = starting;
  const reach = reachOf(starting.reach ?? {});
  const home = boardHome(env);
  const secret = home.secret();
  const own: Running = {
    process: processId() ?? { host: '', boot: '', pid: process.pid, start: '' },
    instance: randomBytes(16).toString('base64url'),
    port: 0,
    version,
    ...{ address: reach.address, tls: reach.tls !== undefined, origin: '' },
  };
  const linkTo = ({ origin, instance }: Running) => `${origin}/login?key=${linkKey({ secret, instance, now: now() })}`;
  const other = await claimOrFind(home, own);
  if (other)
    return {
      port: other.port,
      link: () => linkTo(other),
      found: true,
      listeners: () => 0,
      replaced: new Promise(() => undefined),
      close: async () => undefined,
    };
  try {
    const { port, close, listeners } = await serve(starting, own.instance, {
      secret,
      folder: home.folder,
      last: home.lastPort(),
      now,
      reach,
    });
    const running = { ...own, port, origin: reach.origins(port)[0]! };
    home.update(running);
    let tell = (_port: number) => {};
    const replaced = new Promise<number>((done) => (tell = done));
    const unwatch = watchPlace(home, running, (other) => tell(other.port));
    return {
      replaced,
      port,
      link: () => linkTo(running),
      found: false,
      listeners,
      close: lazy(async () => {
        unwatch();
        await close();
        home.discard(running);
      }),
    };
  } catch (error) {
    home.discard(own);
    throw error;
  }
}

async function serve(
  { env, cwd, errands, port: asked, web, failed }: Starting,
  instance: string,
  {
    secret,
    folder,
    last,
    now,
    reach,
  }: { secret: string; folder: string; last: number | undefined; now: () => number; reach: Reach },
): Promise<Pick<Listening, 'port' | 'close'> & Pick<Started, 'listeners'>> {
  const workspaces = createWorkspaces(env, cwd, errands);
  const hubs = createHubs(workspaces, failed);
  let port = 0;
  const app = createApp({
    ...{ version, instance, workspaces, hubs, failed },
    origins: () => reach.origins(port),
    login: createLogin({ secret, instance, now, place: () => String(port), sessions: sessionsIn(folder) }),
    tokens: tokensIn(folder),
    files: createFiles(web ?? webFolder()),
    person: personOf(env),
  });
  const listening = await listen(app.fetch, portsToTry(asked, last), reach);
  port = listening.port;
  return {
    port,
    listeners: () => hubs.listeners,
    async close() {
      hubs.close();
      await listening.close();
      await workspaces.close();
    },
  };
}

/** Whoever starts the board is the person in front of it. */
function personOf(env: Starting['env']): Caller {
  const name = userName(env);
  return { actor: { kind: 'human', name }, holder: `human:${name}`, renewer: processId(), door: 'web' };
}
