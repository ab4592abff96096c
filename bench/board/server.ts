import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AT_TERMINAL } from '../../test/support/at-terminal.ts';
import { alternate, timed } from '../alternate.ts';
import { type Bench, storeName } from '../bench.ts';
import { environment } from '../environment.ts';
import { type Figure, figure } from '../figure.ts';
import { peakMemory } from '../figures/memory.ts';
import { bareNode } from '../floors.ts';
import type { BenchProject } from '../stores.ts';

/** Number of open tabs. */
const TABS = 50;
/** Number of cards per column whose cost with inherited urgencies is measured. */
const CARDS = 300;
/** Length of the measurement of an idle server, in milliseconds. */
const IDLE_MS = 10_000;

/** Measures the board's server: its start, the cost of open tabs, and the time until a change reaches another tab. */
export async function boardServerFigures(bench: Bench): Promise<Figure[]> {
  const size = bench.sizes.filter((tasks) => tasks <= 10_000).at(-1) ?? 0;
  const place = await bench.store(size, 'compact');
  const at = storeName(size, 'compact');
  const start = await starts(bench, place);
  const board = await openBoard(bench, place);
  try {
    const tabs = await Promise.all(Array.from({ length: TABS }, () => openTab(board)));
    for (let n = 0; n < 5; n++) await board.call('task_list', { filter: '+READY', limit: 200, format: 'json' });
    const changes = await changesSeen(board, tabs.at(-1)!, bench.rounds(100));
    const cpu = await idleCpu(board.pid);
    const memory = peakMemory(board.pid);
    for (const tab of tabs) tab.close();
    const cards = await cardsDrawn(board, bench.rounds(20));
    return [
      figure({
        name: 'start of the board, until its link',
        at,
        unit: 'ms',
        ...start,
        target: { of: 'ratio', most: 4 },
      }),
      figure({
        name: `board: memory with ${TABS} live tabs, at most`,
        at,
        unit: 'MB',
        samples: [memory],
        target: { of: 'median', most: 150 },
      }),
      figure({
        name: `board: CPU when idle with ${TABS} live tabs`,
        at,
        unit: '%',
        samples: [cpu],
        target: { of: 'median', most: 0.5 },
      }),
      figure({
        name: `board: ${CARDS} cards with urgency.inherit (floor: without)`,
        at,
        unit: 'ms',
        samples: cards.on,
        floor: cards.off,
        target: { of: 'ratio', most: 1.1 },
      }),
      figure({
        name: 'board: one change on the wire',
        at,
        unit: 'KB',
        samples: changes.map(({ bytes }) => bytes / 1_024),
        target: { of: 'p99', most: 2 },
      }),
      figure({
        name: 'board: one change, from the request until another tab has it',
        at,
        unit: 'ms',
        samples: changes.map(({ ms }) => ms),
        target: { of: 'p99', most: 150 },
      }),
    ];
  } finally {
    await board.close();
  }
}

/** Asks for the board's cards, by turns with urgencies that tasks inherit from those they block and without. */
async function cardsDrawn(board: OpenBoard, rounds: number): Promise<Record<'on' | 'off', number[]>> {
  const draw = (value: boolean) => async () => {
    await board.call('setting_set', { name: 'urgency.inherit', value: String(value) });
    const cards = () => board.call('report_board', { limit: CARDS });
    await cards();
    return timed(cards);
  };
  return alternate(rounds, { off: draw(false), on: draw(true) });
}

async function starts(bench: Bench, place: BenchProject): Promise<{ samples: number[]; floor: number[] }> {
  const samples: number[] = [];
  const floor: number[] = [];
  for (let n = 0; n < bench.rounds(15); n++) {
    floor.push(await bareNode());
    const began = performance.now();
    const board = await openBoard(bench, place);
    samples.push(board.told - began);
    await board.close();
  }
  return { samples, floor };
}

interface OpenBoard {
  pid: number;
  /** Time at which the server printed its link. */
  told: number;
  url: string;
  /** Headers that identify the logged-in browser. */
  shown: Record<string, string>;
  call(command: string, input: object): Promise<void>;
  close(): Promise<void>;
}

async function openBoard(bench: Bench, { project, env, dir }: BenchProject): Promise<OpenBoard> {
  const board = [process.execPath, join(bench.plugin, 'dist/cli.cjs'), 'board', '--no-open', '--json', '--port', '0'];
  const [program = '', ...words] = [...AT_TERMINAL, ...board];
  const child = spawn(program, words, {
    cwd: project,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const line = await new Promise<string>((done) => child.stdout.once('data', (piece) => done(String(piece))));
  const told = performance.now();
  const { link, port } = JSON.parse(line) as { link: string; port: number };
  const login = await fetch(`http://127.0.0.1:${port}/api/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-backlog': '1' },
    body: JSON.stringify({ key: new URL(link).searchParams.get('key') }),
  });
  const { key } = (await login.json()) as { key: string };
  const shown = { cookie: login.headers.get('set-cookie')!.split(';')[0]!, 'backlog-key': key };
  const url = `http://127.0.0.1:${port}/api/v1/${basename(dir)}`;
  return {
    pid: child.pid ?? 0,
    ...{ told, url, shown },
    async call(command, input) {
      const response = await fetch(`${url}/${command}`, {
        method: 'POST',
        headers: { ...shown, 'content-type': 'application/json', 'x-backlog': '1' },
        body: JSON.stringify(input),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${command}: ${text}`);
    },
    close() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

interface Tab {
  /** Waits for the message about the next commit. @returns its size in bytes */
  next(): Promise<number>;
  close(): void;
}

async function openTab({ url, shown }: OpenBoard): Promise<Tab> {
  const over = new AbortController();
  const { body } = await fetch(`${url}/events`, { headers: shown, signal: over.signal });
  let told = (_: number) => {};
  const read = async () => {
    let rest = '';
    for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + piece).split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) if (part.includes('event: commit')) told(Buffer.byteLength(part) + 2);
    }
  };
  read().catch(() => undefined);
  return { next: () => new Promise((done) => (told = done)), close: () => over.abort() };
}

async function changesSeen(board: OpenBoard, tab: Tab, count: number): Promise<{ ms: number; bytes: number }[]> {
  const seen: { ms: number; bytes: number }[] = [];
  for (let n = 0; n < count; n++) {
    const next = tab.next();
    const began = performance.now();
    const [bytes] = await Promise.all([
      next.then((size) => ({ bytes: size, ms: performance.now() - began })),
      board.call('task_modify', { filter: String(1 + (n % 20)), estimate: `PT${n + 1}M` }),
    ]);
    seen.push(bytes);
  }
  return seen;
}

/**
 * Returns the CPU time of an idle server in per cent of one core. It is in fields 14 and 15 of stat (proc(5)), in
 * hundredths of a second.
 */
async function idleCpu(pid: number): Promise<number> {
  if (process.platform !== 'linux') return 0;
  await sleep(2_000);
  const before = ticks(pid);
  await sleep(IDLE_MS);
  return ((ticks(pid) - before) * 10 * 100) / IDLE_MS;
}

function ticks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
