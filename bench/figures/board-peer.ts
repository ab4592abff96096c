import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure } from '../figure.ts';

/** Returns the path of cline's kanban if it is installed. It has its own folder, because it needs a gigabyte. */
const program = () => process.env.BENCH_KANBAN || undefined;

/** Number of cards on each board. */
export const PEER_CARDS = 1_000;

/** Measurements of both boards. */
interface Seen {
  /** Milliseconds from the start of the program until it prints its address. */
  starts: readonly number[];
  /** Milliseconds from the start of a page load until a card is visible. */
  cards: readonly number[];
  /** Bytes that an open tab receives for one more card. */
  bytes: readonly number[];
}

const figuresOf = (name: string, { starts, cards, bytes }: Seen): Figure[] => {
  const at = PEER_CARDS.toLocaleString('en');
  return [
    figure({ name: `${name}: start of the board, until its address`, at, unit: 'ms', samples: starts }),
    figure({ name: `${name}: first card, cold`, at, unit: 'ms', samples: cards }),
    figure({ name: `${name}: one more card on the wire`, at, unit: 'KB', samples: bytes.map((n) => n / 1_024) }),
  ];
};

/**
 * Measures cline's kanban with the same number of cards in the same run. If `BENCH_KANBAN` names no program, prints a
 * message instead.
 */
export async function kanbanFigures(bench: Bench, browser: Browser): Promise<Figure[]> {
  const file = program();
  if (!file) {
    bench.progress('cline kanban is not installed: BENCH_KANBAN names its program');
    return [];
  }
  const place = seeded(join(bench.folder, 'kanban'));
  const starts: number[] = [];
  for (let n = 0; n < bench.rounds(5); n++) {
    const { took, stop } = await started(file, place);
    starts.push(took);
    await stop();
  }
  const { address, stop } = await started(file, place);
  try {
    return figuresOf('cline kanban', { starts, ...(await seen(browser, bench, { file, place, address })) });
  } finally {
    await stop();
  }
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

async function started(file: string, { project, env }: PeerProject) {
  const began = performance.now();
  const words = ['--no-open', '--port', 'auto', '--skip-shutdown-cleanup'];
  const child: ChildProcess = spawn(file, words, { cwd: project, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  const address = await addressSaid(child);
  const took = performance.now() - began;
  return {
    address,
    took,
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

async function seen(
  browser: Browser,
  bench: Bench,
  { file, place, address }: { file: string; place: PeerProject; address: string },
): Promise<Pick<Seen, 'cards' | 'bytes'>> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } });
  // The program connects to other hosts, which a benchmark must not do.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  const cards: number[] = [];
  for (let n = 0; n < bench.rounds(5); n++) {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator('[data-rfd-draggable-id]').first().waitFor();
    cards.push(Number(await page.evaluate('performance.now()')));
    await page.close();
  }
  const page = await context.newPage();
  let received = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      received += Buffer.byteLength(payload);
    }),
  );
  await page.goto(address);
  await page.locator('[data-rfd-draggable-id]').first().waitFor();
  const bytes: number[] = [];
  for (let n = 0; n < bench.rounds(3); n++) {
    const title = `One more ${n + 1}`;
    const before = received;
    const words = ['task', 'create', '--title', title, '--prompt', title, '--project-path', place.project];
    const port = new URL(address).port;
    await promisify(execFile)(file, words, { cwd: place.project, env: { ...place.env, KANBAN_RUNTIME_PORT: port } });
    await page.getByText(title, { exact: true }).first().waitFor({ state: 'attached' });
    bytes.push(received - before);
  }
  await context.close();
  return { cards, bytes };
}
