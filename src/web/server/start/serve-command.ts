import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { present } from '../../../base/present.ts';
import { inputOf, usageHint } from '../../../domain/calls/door.ts';
import { BacklogError, type ErrorCode, refuse } from '../../../domain/errors.ts';
import { jsonText } from '../../../text/safe.ts';
import { checkIsPerson } from '../../../work/people/person-acts.ts';
import { isAlive } from '../../../work/processes/processes.ts';
import type { Caller } from '../../../work/workspace/context.ts';
import { listenNames, listenOptions, type ServeInput } from '../command-inputs.ts';
import { type BoardHome, boardHome, type Running } from './board-home.ts';
import { findBoard } from './find-board.ts';
import { loggedFailure } from './logged-failure.ts';
import { leavesMachine, reachOf } from './reach.ts';
import { checkSameFlags, type ListenOptions, runningFacts, runningText } from './same-flags.ts';
import { spawnServer } from './spawn-server.ts';
import { type ServerStreams, startBoard } from './start-board.ts';
import { untilEnded } from './until-ended.ts';

interface ServeAsked extends ServeInput {
  json: boolean;
  /** The whole call as a person types it after the program's name. */
  line: string;
  /** The words of the call without those that only the first process needs. */
  passed: readonly string[];
  /** Does the work of --once. @returns the exit code */
  inStep(): Promise<number>;
}

/**
 * Runs `backlog serve`: the board's server, which needs neither a terminal nor a person, because it prints no link. An
 * agent may only start it on this machine.
 * @returns the exit code
 * @throws BacklogError `usage`; `conflict` for a taken port, and for another running server; `nothing-to-do`
 */
export async function serveCommand(asked: ServeAsked, streams: ServerStreams, caller: () => Caller): Promise<number> {
  checkTogether(asked);
  const { stop, status, replace, foreground } = asked;
  if (asked.once) return asked.inStep();
  const listen = listenOptions(asked);
  if (stop || replace) checkIsPerson(caller(), 'server.end', asked.line);
  if (!stop && !status && leavesMachine(listen.reach ?? {})) checkIsPerson(caller(), 'server.network', asked.line);
  const home = boardHome(streams.env);
  const say = (text: string, running: Running | undefined, more: object = {}) => {
    const facts = running ? runningFacts(running) : { url: null };
    streams.out(asked.json ? jsonText({ ...facts, ...more }) : text);
    return 0;
  };
  if (status) {
    const running = await runningIn(home);
    return say(`The server runs ${runningText(running)}.`, running);
  }
  if (stop) {
    const running = await runningIn(home);
    await stopServer(running);
    return say(`Stopped the server ${runningText(running)}.`, running, { stopped: true });
  }
  const started: Asked = { ...listen, foreground: foreground ?? false, passed: asked.passed };
  await (replace ? replaced(home) : checkNoOther(home, started));
  return foreground ? inForeground(started, streams, home, say) : inBackground(started, streams, home, say);
}

/** Refuses flags that exclude each other. */
function checkTogether(asked: ServeInput): void {
  const { status, stop, foreground, replace, once, source, dry_run: dry } = asked;
  const acts = Object.entries({ replace, status, stop, once }).flatMap(([name, is]) => (is ? [name] : []));
  const others = [...listenNames(asked), ...(foreground ? ['foreground'] : [])];
  const ofOnce = once ? [] : [...(source === undefined ? [] : ['source']), ...(dry ? ['dry_run'] : [])];
  if (ofOnce.length > 0)
    refuse('usage', `serve: ${inputOf('cli', ofOnce[0]!)} needs --once`, {
      hint: usageHint('serve'),
    });
  // A script whose variable is empty would otherwise succeed for ever, and synchronise nothing.
  if (source !== undefined && !/[^\s,]/.test(source))
    refuse('usage', `serve: ${inputOf('cli', 'source')} names no source`, {
      hint: 'List them: `backlog source list`. For all enabled services, leave it out.',
    });
  if (acts.length <= 1 && !((status || stop || once) && others.length > 0)) return;
  const flags = [...acts, ...others].map((name) => inputOf('cli', name));
  refuse('usage', `serve: can't combine ${flags.join(' and ')}`, { hint: usageHint('serve') });
}

interface Asked extends ListenOptions {
  foreground: boolean;
  passed: readonly string[];
}

type Say = (text: string, running: Running | undefined, more?: object) => number;

async function inForeground(
  asked: Asked,
  { env, cwd, err, interrupted, mcp }: ServerStreams,
  home: BoardHome,
  say: Say,
): Promise<number> {
  const left = new AbortController();
  const over = untilEnded(AbortSignal.any([interrupted, left.signal]));
  try {
    const started = await startBoard({
      ...{ env, cwd, port: asked.port, reach: asked.reach, mcp, command: 'serve', unattended: true },
      failed: (error) => err(loggedFailure(error)),
    });
    if (started.found) refuseSecond(started.found);
    const own = home.running();
    say(`The server is ready ${own ? runningText(own) : `at port ${started.port}`}.`, own, { found: false });
    notifyReady(env, err);
    const why = await Promise.race([over, started.replaced.then((port) => `another server took over at port ${port}`)]);
    await started.close();
    err(`backlog: the server stopped: ${why}`);
    return 0;
  } finally {
    left.abort();
  }
}

async function inBackground(asked: Asked, { env, cwd }: ServerStreams, home: BoardHome, say: Say): Promise<number> {
  const sayFound = (running: Running) =>
    say(`The server already runs ${runningText(running)}.`, running, { found: true });
  const { found } = await findBoard(home);
  if (found) return sayFound(found);
  const { failure, log } = await spawnServer(asked.passed, { env, cwd, home });
  if (failure) {
    // Another start may have been faster.
    const faster = await checkNoOther(home, asked);
    if (faster) return sayFound(faster);
    throw new BacklogError(failure.code as ErrorCode, failure.message, present({ hint: failure.hint }));
  }
  const { found: own } = await findBoard(home);
  return say(`The server is ready ${own ? runningText(own) : ''}. Its errors: ${log}`, own, { found: false, log });
}

/**
 * Refuses flags that differ from the running server's, and to use a board that ends with its terminal.
 * @returns the running server, which a start in the background may use
 */
async function checkNoOther(home: BoardHome, { port, reach = {}, foreground }: Asked): Promise<Running | undefined> {
  const { found } = await findBoard(home);
  const own = reachOf(reach);
  if (!found) return undefined;
  checkSameFlags({ port, reach }, own, found);
  if (foreground || found.command !== 'serve') refuseSecond(found);
  return found;
}

function refuseSecond(found: Running): never {
  const by = found.command === 'serve' ? 'a server already runs' : 'a board already runs, until its terminal ends it,';
  return refuse('conflict', `can't serve: ${by} ${runningText(found)}`, {
    hint: 'To use that server, do nothing. To stop it and serve instead: `backlog serve --replace`',
    data: runningFacts(found),
  });
}

async function replaced(home: BoardHome): Promise<void> {
  const { found } = await findBoard(home);
  if (found) await stopServer(found);
}

/** Finds the server that runs. @throws BacklogError `nothing-to-do` */
export async function runningIn(home: BoardHome): Promise<Running> {
  const { found, silent } = await findBoard(home);
  if (found) return found;
  return refuse('nothing-to-do', silent ? `the server ${runningText(silent)} doesn't answer` : 'no server runs', {
    hint: silent ? `To end it: kill -9 ${silent.process.pid}` : 'To start one: `backlog serve`',
  });
}

/**
 * Reports to systemd that the server is ready (sd_notify(3)), by systemd's own program, since Node has no datagram
 * sockets of the file system. Does nothing for a service that expects no report.
 */
function notifyReady(env: NodeJS.ProcessEnv, err: (text: string) => void): void {
  if (!env.NOTIFY_SOCKET) return;
  execFile('systemd-notify', ['--ready'], { env: { ...env } }, (error) => {
    if (error) err(`backlog: can't report to systemd that the server is ready: ${error.message.trim()}`);
  });
}

/** Maximum time in milliseconds for a server to end after SIGTERM. */
const END_MS = 15_000;
const LOOK_MS = 50;

/**
 * Ends a server that answered the challenge, and waits for its end.
 * @throws BacklogError `conflict` if it runs where this process can't end it, or doesn't end
 */
async function stopServer(running: Running): Promise<void> {
  const { process: of } = running;
  if (isAlive(of) === undefined)
    throw new BacklogError('conflict', `can't stop the server ${runningText(running)}: it runs in another container`, {
      hint: `Stop it there: kill ${of.pid}`,
    });
  try {
    process.kill(of.pid, 'SIGTERM');
  } catch (cause) {
    if (isAlive(of) === false) return;
    throw new BacklogError('conflict', `can't stop the server ${runningText(running)}: ${(cause as Error).message}`, {
      hint: `Stop it as its user: kill ${of.pid}`,
      cause,
    });
  }
  for (const until = performance.now() + END_MS; isAlive(of) !== false; await wait(LOOK_MS))
    if (performance.now() > until)
      throw new BacklogError('conflict', `the server ${runningText(running)} doesn't end`, {
        hint: `To end it anyway: kill -9 ${of.pid}`,
      });
}
