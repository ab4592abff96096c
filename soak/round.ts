import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killCarrying } from '../test/support/carrying.ts';
import type { Figures } from '../test/support/tally.ts';

/** A command that runs tests with the seed, volume and tally file of its environment. */
export interface Round {
  command: readonly string[];
  cwd: string;
  seed: number;
  volume: number;
}

export interface RoundEnd {
  /** `stopped` if time was up or the person interrupted it; it found no failure until then. */
  how: 'passed' | 'failed' | 'stopped';
  figures: readonly Figures[];
  /** The complete output. */
  output: string;
  ms: number;
}

/** Runs one round. `stop` ends it at once, with all processes that it started. */
export async function playRound({ command, cwd, seed, volume }: Round, stop: AbortSignal): Promise<RoundEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'backlog-soak-'));
  const tally = join(folder, 'tally.ndjson');
  const began = performance.now();
  try {
    const [program = '', ...words] = command;
    const child = spawn(program, words, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        BACKLOG_SOAK: '1',
        BACKLOG_SEED: String(seed),
        BACKLOG_VOLUME: String(volume),
        BACKLOG_TALLY: tally,
        // Temporary files of interrupted tests are removed with the round.
        TMPDIR: folder,
        NO_COLOR: '1',
      },
    });
    const { code, output } = await endOf(child, stop);
    const how = stop.aborted ? 'stopped' : code === 0 ? 'passed' : 'failed';
    return { how, figures: readTally(tally), output, ms: performance.now() - began };
  } finally {
    // Clients that tests start have their own process groups. One that still writes would prevent the removal of its
    // folder.
    await killCarrying((variable) => variable.includes(folder));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function endOf(child: ChildProcess, stop: AbortSignal): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  stop.addEventListener('abort', end, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      stop.removeEventListener('abort', end);
      resolve({ code, output });
    });
  });
}

/** Drops the last line, which may be cut off if the round was stopped. */
function readTally(file: string): Figures[] {
  const lines = existing(file).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Figures);
}

function existing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
