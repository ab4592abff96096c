import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext } from 'playwright-core';
import { alternate } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure } from '../figure.ts';
import { startServer } from './board-process.ts';
import { baseOf, firstView, SETTLED_MS, VIEWPORT } from './board-views.ts';

/** Returns the path of cline's kanban if it is installed. It has its own folder, because it needs a gigabyte. */
const program = () => process.env.BENCH_KANBAN || undefined;

/** Number of cards on each board. */
const PEER_CARDS = 1_000;

/** A running board. */
interface Running {
  /** Milliseconds from the start of the program until it prints its address. */
  took: number;
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** One of the boards that are measured beside each other. */
interface Contender {
  name: string;
  /** Selector of a card. */
  card: string;
  start(): Promise<Running>;
  /** Returns the URL of the board's view. Logs the browser in if necessary. */
  viewOf(context: BrowserContext, running: Running): Promise<string>;
  /** Adds a card with the board's command line. */
  add(title: string, running: Running): Promise<unknown>;
}

/**
 * Measures this board and cline's kanban with the same number of cards. Each round measures both, so that other programs
 * on the machine affect both. `BENCH_KANBAN` is the path of the program `kanban`; without it, only this board is measured.
 */
export async function peerFigures(bench: Bench, browser: Browser): Promise<Figure[]> {
  const file = program();
  if (!file) bench.progress('cline kanban is not installed: BENCH_KANBAN names its program');
  const contenders = [await ourBoard(bench), ...(file ? [kanbanBoard(bench, file)] : [])];
  const eachOf = <Of>(of: (one: Contender) => Of) => Object.fromEntries(contenders.map((one) => [one.name, of(one)]));
  const starts = await alternate(
    bench.rounds(5),
    eachOf(({ start }) => async () => {
      const { took, stop } = await start();
      await stop();
      return took;
    }),
  );
  const open = await Promise.all(contenders.map((one) => opened(browser, one)));
  const measured = <Sample>(of: (one: Open) => Promise<Sample>) =>
    Object.fromEntries(open.map((one) => [one.name, () => of(one)]));
  try {
    const cards = await alternate(
      bench.rounds(5),
      measured(({ context, view, card }) => firstView(context, view, card)),
    );
    const loads = await alternate(bench.rounds(3), measured(loadedBytes));
    let n = 0;
    const bytes = await alternate(
      bench.rounds(3),
      measured((one) => addedBytes(one, `One more ${++n}`)),
    );
    const memory = await alternate(
      1,
      measured(async ({ running }) => memoryOf(running.pid)),
    );
    const at = PEER_CARDS.toLocaleString('en');
    return contenders.flatMap(({ name }) => [
      figure({ name: `${name}: start of the board, until its address`, at, unit: 'ms', samples: starts[name]! }),
      figure({ name: `${name}: first card, cold`, at, unit: 'ms', samples: cards[name]! }),
      figure({ name: `${name}: first card, cold, on the wire`, at, unit: 'KB', samples: loads[name]! }),
      figure({ name: `${name}: one more card on the wire`, at, unit: 'KB', samples: bytes[name]! }),
      figure({ name: `${name}: memory of the server`, at, unit: 'MB', samples: memory[name]! }),
    ]);
  } finally {
    for (const { context, running } of open) {
      await context.close();
      await running.stop();
    }
  }
}

/** A contender with its running board and a browser. */
interface Open extends Contender {
  running: Running;
  context: BrowserContext;
  view: string;
}

async function opened(browser: Browser, contender: Contender): Promise<Open> {
  const running = await contender.start();
  const context = await browser.newContext({ viewport: VIEWPORT });
  // Kanban connects to other hosts, which a benchmark must not do.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  return { ...contender, running, context, view: await contender.viewOf(context, running) };
}

async function ourBoard(bench: Bench): Promise<Contender> {
  const place = await bench.store(PEER_CARDS, 'compact');
  return {
    name: 'board',
    card: '.card',
    async start() {
      const began = performance.now();
      const { link, pid, stop, ended } = await startServer(bench, place);
      const took = performance.now() - began;
      const end = async () => {
        stop();
        await ended;
      };
      return { took, address: link, pid, stop: end };
    },
    viewOf: async (context, { address }) => `${await baseOf(context, address)}/board`,
    add: (title) =>
      promisify(execFile)(process.execPath, [join(bench.plugin, 'dist/cli.cjs'), 'add', title, '--priority', 'H'], {
        cwd: place.project,
        env: { ...environment, ...place.env },
      }),
  };
}

function kanbanBoard(bench: Bench, file: string): Contender {
  const place = seeded(join(bench.folder, 'kanban'));
  return {
    name: 'cline kanban',
    card: '[data-rfd-draggable-id]',
    start: () => started(file, place),
    viewOf: async (_, { address }) => address,
    add(title, { address }) {
      const words = ['task', 'create', '--title', title, '--prompt', title, '--project-path', place.project];
      const env = { ...place.env, KANBAN_RUNTIME_PORT: new URL(address).port };
      return promisify(execFile)(file, words, { cwd: place.project, env });
    },
  };
}

/** Loads the view with an empty cache until a card is visible. @returns the kilobytes that came over the network */
async function loadedBytes({ context, view, card }: Open): Promise<number> {
  let received = 0;
  await firstView(context, view, card, (bytes) => (received += bytes));
  return received / 1_024;
}

/** Adds a card, and waits until an open tab shows it. @returns the kilobytes that the tab received */
async function addedBytes({ context, view, card, add, running }: Open, title: string): Promise<number> {
  const page = await context.newPage();
  let received = 0;
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.dataReceived', ({ dataLength }) => (received += dataLength));
  session.on('Network.webSocketFrameReceived', ({ response }) => (received += Buffer.byteLength(response.payloadData)));
  await page.goto(view);
  await page.locator(card).first().waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const before = received;
  await add(title, running);
  await page.getByText(title, { exact: true }).first().waitFor({ state: 'attached' });
  await page.close();
  return (received - before) / 1_024;
}

/** Returns the memory that a process has, in megabytes. */
function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

interface PeerProject {
  project: string;
  env: Record<string, string | undefined>;
}

/** Makes a repository with that many cards on its board, in kanban's own files. */
function seeded(folder: string): PeerProject {
  const [home, project] = [join(folder, 'home'), join(folder, 'project')];
  const queue = join(home, '.cline/kanban/workspaces/project');
  for (const made of [project, queue]) mkdirSync(made, { recursive: true });
  const env = { ...environment, HOME: home };
  const git = (...words: string[]) => execFileSync('git', words, { cwd: project, env, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'Start');
  const now = Date.now();
  const cards = Array.from({ length: PEER_CARDS }, (_, n) => ({
    ...{ id: (n + 0x10000).toString(16), title: `Task ${n + 1}`, prompt: `Task ${n + 1}` },
    ...{ startInPlanMode: false, autoReviewEnabled: false, autoReviewMode: 'commit', baseRef: 'main' },
    ...{ createdAt: now, updatedAt: now },
  }));
  const columns = ['backlog', 'in_progress', 'review', 'trash'].map((id) => ({
    ...{ id, title: id, cards: id === 'backlog' ? cards : [] },
  }));
  const workspaces = { project: { workspaceId: 'project', repoPath: project } };
  const put = (name: string, value: object) => writeFileSync(join(queue, name), JSON.stringify(value));
  put('board.json', { columns, dependencies: [] });
  put('meta.json', { revision: 1, updatedAt: now });
  put('../index.json', { version: 1, entries: workspaces, repoPathToId: { [project]: 'project' } });
  return { project, env };
}

async function started(file: string, { project, env }: PeerProject): Promise<Running> {
  const began = performance.now();
  const words = ['--no-open', '--port', 'auto', '--skip-shutdown-cleanup'];
  const child: ChildProcess = spawn(file, words, { cwd: project, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  const address = await addressSaid(child);
  const took = performance.now() - began;
  return {
    address,
    took,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addressSaid(child: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let said = '';
    child.stdout!.on('data', (piece) => {
      said += piece;
      const [address] = /http:\/\/\S+/.exec(said) ?? [];
      if (address !== undefined) done(address);
    });
    child.once('close', () => failed(new Error(`kanban ended and said no address: ${said}`)));
  });
}
