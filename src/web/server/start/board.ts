import { basename } from 'node:path';
import { findWorkspace, type Workspace } from '../../../store/index.ts';
import { jsonText } from '../../../text/safe.ts';
import { homeFolder } from '../../../work/workspace/home.ts';
import { type BoardInput, listenOptions } from '../command-inputs.ts';
import { browsers } from '../login/browsers.ts';
import { boardHome, type Running } from './board-home.ts';
import { openLink } from './open-link.ts';
import { type BoardStart, type Reached, type ServerStreams, startBoard } from './start-board.ts';
import { untilEnded } from './until-ended.ts';

type BoardAsked = BoardInput & { json: boolean };

/**
 * Runs `backlog board` until the person interrupts it. The printed link logs a browser in as the person, so only a person
 * may call it.
 * @throws BacklogError `usage` for wrong flags
 */
export async function boardCommand(asked: BoardAsked, streams: ServerStreams): Promise<number> {
  const { folder } = boardHome(streams.env);
  if (asked.browsers || asked.log_out) {
    streams.out(browsers(asked.log_out ? 'log-out' : 'list', folder, asked.json));
    return 0;
  }
  const { workspace, former } = await workspaceAsked(asked, streams);
  const showLink = ({ port, link }: Reached, found?: Running) => {
    const address = `${link()}${workspace === undefined ? '' : `&workspace=${workspace}`}`;
    say(asked, streams, { link: address, port, found, hasQueue: workspace !== undefined, former });
    if (!asked.no_open) openLink(address, folder, streams.env);
  };
  const left = new AbortController();
  const over = untilEnded(AbortSignal.any([streams.interrupted, left.signal])).then(() => undefined);
  try {
    await serveUntil(
      over,
      { env: streams.env, cwd: streams.cwd, ...listenOptions(asked), mcp: streams.mcp },
      { showLink, err: streams.err },
    );
  } finally {
    left.abort();
  }
  return 0;
}

interface Reports {
  showLink(at: Reached, found?: Running): void;
  err(text: string): void;
}

/** Serves the board. If another process already serves it, calls `showLink` with that process's link and returns. */
async function serveUntil(
  over: Promise<undefined>,
  asked: Omit<BoardStart, 'listens' | 'failed'>,
  { showLink, err }: Reports,
): Promise<void> {
  const started = await startBoard({
    ...asked,
    listens: (at) => showLink(at),
    failed: (error) => err(`backlog: ${error instanceof Error ? error.stack : String(error)}`),
  });
  if (started.found) return showLink(started, started.found);
  const other = await Promise.race([over, started.replaced]);
  if (other !== undefined) err(`Another board replaced this one, at port ${other}. This one stops.`);
  await started.close();
}

function say(
  asked: BoardAsked,
  { out }: ServerStreams,
  {
    link,
    port,
    found,
    hasQueue,
    former,
  }: { link: string; port: number; found: Running | undefined; hasQueue: boolean; former: string | undefined },
): void {
  const where = found ? `The board is already running (process ${found.process.pid})` : 'The board runs until Ctrl+C';
  const follow = asked.no_open ? 'Open' : 'If no browser opens, open';
  const lines = [`${where}. ${follow} this link, which logs in one browser, once:`, link];
  if (former !== undefined) lines.push(former);
  else if (!hasQueue)
    lines.push(
      'This folder has no queue yet. To make one here: `backlog init`. The board shows your other queues, if any.',
    );
  const value = { link, port, found: found !== undefined };
  out(asked.json ? jsonText(value) : lines.join('\n'));
}

interface QueueToOpen {
  /** Its uuid. */
  workspace?: string;
  /** Says that it is the former queue of the folder's repository. */
  former?: string;
}

/**
 * Returns the queue to open: the one in the command line, the one of the working directory, or the former one of its
 * repository. Without a workspace, the board opens the last one.
 */
async function workspaceAsked({ workspace }: BoardAsked, { env, cwd }: ServerStreams): Promise<QueueToOpen> {
  if (workspace === undefined) return workspaceAt(cwd, env);
  const { queueNamed } = await import('../../../work/queues/find-queue.ts');
  return { workspace: (await queueNamed(workspace, { env, cwd })).uuid };
}

async function workspaceAt(cwd: string, env: ServerStreams['env']): Promise<QueueToOpen> {
  const where = whereAt(cwd, env);
  if (where?.exists) return { workspace: basename(where.dir) };
  if (where?.common === undefined) return {};
  const { formerLine, formerQueue } = await import('../../../work/repo/former-queue.ts');
  const former = await formerQueue(where);
  return former ? { workspace: basename(former.dir), former: formerLine(former) } : {};
}

function whereAt(cwd: string, env: ServerStreams['env']): Workspace | undefined {
  try {
    return findWorkspace({ cwd, env, home: homeFolder() });
  } catch {
    return undefined;
  }
}
