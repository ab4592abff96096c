import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findWorkspace, type Workspace } from '../../../store/index.ts';
import { harmless, jsonText, oneLine } from '../../../text/safe.ts';
import { homeFolder } from '../../../work/workspace/home.ts';
import { putIfAbsent, usable } from '../../../work/workspace/home-files.ts';
import { type BoardInput, listenOptions } from '../command-inputs.ts';
import { LINK_MS } from '../login/login.ts';
import { sessionsIn } from '../login/sessions.ts';
import { boardHome, type Running } from './board-home.ts';
import { loggedFailure } from './logged-failure.ts';
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
  const { workspace, expected } = await workspaceAsked(asked, streams);
  const showLink = ({ port, link }: Reached, found?: Running) => {
    const address = `${link()}${workspace === undefined ? '' : `&workspace=${workspace}`}`;
    say(asked, streams, { link: address, port, found, hasQueue: workspace !== undefined, expected });
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
    failed: (error) => err(loggedFailure(error)),
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
    expected,
  }: { link: string; port: number; found: Running | undefined; hasQueue: boolean; expected: string | undefined },
): void {
  const where = found ? `The board is already running (process ${found.process.pid})` : 'The board runs until Ctrl+C';
  const follow = asked.no_open ? 'Open' : 'If no browser opens, open';
  const lines = [`${where}. ${follow} this link, which logs in one browser, once:`, link];
  if (expected !== undefined) lines.push(expected);
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
  /** Says which queue belongs to the folder without one. */
  expected?: string;
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
  if (where === undefined) return {};
  const { expectedLine, expectedQueue, mustJoin } = await import('../../../work/repo/expected-queue.ts');
  const expected = await expectedQueue(where);
  if (!expected) return {};
  return { expected: expectedLine(expected), ...(mustJoin(expected) ? {} : { workspace: basename(expected.dir) }) };
}

function whereAt(cwd: string, env: ServerStreams['env']): Workspace | undefined {
  try {
    return findWorkspace({ cwd, env, home: homeFolder() });
  } catch {
    return undefined;
  }
}

/** Lists the logged-in browsers, or logs all of them out. @returns the text to print */
export function browsers(does: 'list' | 'log-out', folder: string, json: boolean): string {
  const sessions = sessionsIn(folder);
  const now = Date.now();
  if (does === 'log-out') {
    const count = sessions.endAll(now);
    const which = count === 1 ? '1 browser was' : `${count} browsers were`;
    return json ? jsonText({ loggedOut: count }) : `${which} logged out. To log in again: \`backlog board\`.`;
  }
  const rows = sessions.list(now).map(({ at, until, browser }) => ({ since: iso(at), until: iso(until), browser }));
  if (json) return jsonText({ browsers: rows });
  const lines = rows.map(({ since, browser }) => `since ${since}  ${oneLine(browser, 100)}`);
  return harmless(lines.join('\n') || 'No browser is logged in.');
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

const NAME = /^open-[\w-]+\.html$/;

/**
 * Opens a link in the person's browser. Opens a page in the person's own folder that redirects to the link, because all
 * users of a machine can see the arguments of programs. Does nothing without a desktop; the link is also printed.
 */
function openLink(link: string, folder: string, env: NodeJS.ProcessEnv): void {
  const page = pageTo(link, folder);
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(program, [pathToFileURL(page).href], { stdio: 'ignore', detached: true, env: { ...env } })
    .on('error', () => undefined)
    .unref();
}

/** Writes the redirecting page, and removes pages whose links have expired. */
function pageTo(link: string, folder: string): string {
  const page = join(folder, `open-${randomBytes(8).toString('base64url')}.html`);
  usable(folder, () => {
    for (const name of readdirSync(folder).filter((each) => NAME.test(each))) removeOld(join(folder, name));
    putIfAbsent(page, pageText(link.replaceAll('&', '&amp;')));
  });
  return page;
}

function removeOld(file: string): void {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (made !== undefined && made < Date.now() - LINK_MS) rmSync(file, { force: true });
}

function pageText(link: string): string {
  return [
    '<!doctype html><meta charset="utf-8"><title>Backlog</title>',
    `<meta http-equiv="refresh" content="0;url=${link}"><a href="${link}">Open the board</a>`,
  ].join('\n');
}
