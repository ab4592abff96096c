import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { alternate } from '../alternate.ts';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure, type Unit } from '../figure.ts';
import { idleShare } from './idle.ts';
import { kanbanBoard } from './kanban.ts';
import { type Part, type Stage, WAIT_MS, within } from './part.ts';
import { type Server, startServer } from './process.ts';
import { firstView, loginOf, SETTLED_MS } from './views.ts';

/** Number of cards on each board. */
export const PEER_CARDS = 1_000;
/** Milliseconds for the first card of a board: kanban's took 17 s on a quiet machine. */
const CARD_MS = 60_000;
/** Words that make a task the most urgent one. Only cards in sight are in the page. */
const ON_TOP = ['--tags', 'next', '--priority', 'H', '--due', '-60d'];
/** Milliseconds for which an idle page is watched. */
const IDLE_MS = 10_000;

/** One of the boards that are measured beside each other. */
export interface Contender {
  name: string;
  /** Selector of a card. */
  card: string;
  start(): Promise<Server>;
  /** Returns the URL of the board's view. Logs the browser in if necessary. */
  viewOf(context: BrowserContext, server: Server): Promise<string>;
  /** Adds a card with the board's command line. */
  add(title: string, server: Server): Promise<unknown>;
}

/**
 * Measures this board and cline's kanban with the same number of cards. Each round measures both, so that other programs
 * on the machine affect both. `BENCH_KANBAN` is the path of the program `kanban`; without it, only this board is measured.
 */
export async function peerParts(bench: Bench): Promise<Part[]> {
  const file = process.env.BENCH_KANBAN || undefined;
  if (!file) bench.progress('board: cline kanban is not installed: BENCH_KANBAN names its program');
  const contenders = [await ourBoard(bench), ...(file ? [kanbanBoard(bench, file)] : [])];
  const at = PEER_CARDS.toLocaleString('en');
  return [
    {
      ...{ name: 'starts beside cline kanban', at, seconds: 40 },
      async measure({ hasTime, step }) {
        const starts = Object.fromEntries(
          contenders.map(({ name, start }) => [
            name,
            async () => {
              step(`the address of ${name}`);
              const { took, stop } = await start();
              await stop();
              return took;
            },
          ]),
        );
        const took = await alternate(bench.rounds(5), starts, hasTime);
        return contenders.map(({ name }) =>
          figure({ name: `${name}: start of the board, until its address`, at, unit: 'ms', samples: took[name]! }),
        );
      },
    },
    {
      ...{ name: 'views beside cline kanban', at, seconds: 120 },
      measure: (stage) => visits(stage, contenders, { at, rounds: bench.rounds(3) }),
    },
  ];
}

async function visits(
  { context, step, hasTime }: Stage,
  contenders: readonly Contender[],
  { at, rounds }: { at: string; rounds: number },
): Promise<Figure[]> {
  // Kanban connects to other hosts, which a benchmark must not do.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  const seen = new Map<string, Visit[]>();
  const memory = new Map<string, number>();
  const open: Open[] = [];
  for (const one of contenders) {
    step(`the start of ${one.name}`);
    const server = await one.start();
    open.push({ ...one, server, view: await one.viewOf(context, server) });
  }
  for (let round = 0; round < rounds && (round === 0 || hasTime()); round++) {
    for (const one of open) {
      const said = (what: string) => step(`${one.name}: ${what}`);
      const visit = await visitOf(one, { context, title: `One more ${round + 1}`, said, isFirst: round === 0 });
      seen.set(one.name, [...(seen.get(one.name) ?? []), visit]);
      memory.set(one.name, memoryOf(one.server.pid));
    }
  }
  for (const { server } of open) await server.stop();
  return contenders.flatMap(({ name }) => {
    const all = seen.get(name)!;
    const row = (what: string, unit: Unit, of: (visit: Visit) => number | undefined) =>
      figure({ name: `${name}: ${what}`, at, unit, samples: all.map(of).filter((value) => value !== undefined) });
    return [
      row('first card, cold', 'ms', ({ first }) => first),
      row('first card, cold, on the wire', 'KB', ({ loaded }) => loaded / 1_024),
      row('one more card by its command line, until an open tab shows it', 'ms', ({ arrived }) => arrived),
      row('one more card on the wire', 'KB', ({ added }) => added / 1_024),
      row('CPU of an idle page and its server', '%', ({ idle }) => idle),
      figure({ name: `${name}: memory of the server`, at, unit: 'MB', samples: [memory.get(name)!] }),
    ];
  });
}

/** A contender with its running server. */
interface Open extends Contender {
  server: Server;
  view: string;
}

/** What one visit of a board measured. Times in milliseconds, sizes in bytes. */
interface Visit {
  first: number;
  loaded: number;
  arrived: number;
  added: number;
  /** Share of CPU time in percent, measured at the first visit only. */
  idle?: number;
}

interface VisitInput {
  context: BrowserContext;
  title: string;
  said(what: string): void;
  isFirst: boolean;
}

/** Opens the board, waits until it is idle, and adds a card by its command line. */
async function visitOf(one: Open, { context, title, said, isFirst }: VisitInput): Promise<Visit> {
  const { view, card, add, server } = one;
  said('its first card');
  const { page, took, received } = await firstView(context, view, card, CARD_MS);
  const loaded = received();
  await page.waitForTimeout(SETTLED_MS);
  if (isFirst) said(`${IDLE_MS / 1_000} s without work`);
  const idle = isFirst ? { idle: await idleShare(page, server.pid, IDLE_MS) } : {};
  const before = received();
  said(`its new card ${title}`);
  const began = performance.now();
  const arrives = page.getByText(title, { exact: true }).first().waitFor({ state: 'attached' });
  // Together, so that a card that never arrives fails this part only, and not the process.
  await Promise.all([within(WAIT_MS, `the command line of ${one.name}`, add(title, server)), arrives]);
  const arrived = performance.now() - began;
  await page.close();
  return { first: took, loaded, arrived, added: received() - before, ...idle };
}

async function ourBoard(bench: Bench): Promise<Contender> {
  const place = await bench.store(PEER_CARDS, 'compact');
  return {
    name: 'board',
    card: '.card',
    start: () => startServer(bench, place),
    viewOf: async (context, { address }) => `${await loginOf(address)(context)}/board`,
    add: (title) =>
      promisify(execFile)(process.execPath, [join(bench.plugin, 'dist/cli.cjs'), 'add', title, ...ON_TOP], {
        cwd: place.project,
        env: { ...environment, ...place.env },
        timeout: WAIT_MS,
      }),
  };
}

/** Returns the memory that a process has, in megabytes. */
function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
