import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killCarrying } from '../test/support/carrying.ts';
import type { Figures } from '../test/support/tally.ts';
import type { FileEnd } from './reporter.ts';

/** A command that runs tests. Its environment has the seed, the volume and the file for the counts. */
export interface Round {
  command: readonly string[];
  cwd: string;
  seed: number;
  volume: number;
  /** Gets the end of each test file, when `reporter.ts` sends it. */
  onFile?(end: FileEnd): void;
}

export interface RoundEnd {
  /** `stopped`: no test failed before the time was over or a person interrupted the round. */
  how: 'passed' | 'failed' | 'stopped';
  figures: readonly Figures[];
  /** The complete output. */
  output: string;
  ms: number;
}

/** Runs one round. @param stop ends the round at once, with all processes that it started */
export async function playRound({ command, cwd, seed, volume, onFile }: Round, stop: AbortSignal): Promise<RoundEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'backlog-soak-'));
  const tally = join(folder, 'tally.ndjson');
  const began = performance.now();
  let hasFailed = false;
  try {
    const [program = '', ...words] = command;
    const child = spawn(program, words, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        BACKLOG_SOAK: '1',
        BACKLOG_SEED: String(seed),
        BACKLOG_VOLUME: String(volume),
        BACKLOG_TALLY: tally,
        // Interrupted tests leave temporary files, which are removed with this folder.
        TMPDIR: folder,
        NO_COLOR: '1',
      },
    });
    child.on('message', (message) => {
      const end = message as FileEnd;
      hasFailed ||= end.failures.length > 0;
      onFile?.(end);
    });
    const { code, output } = await endOf(child, stop);
    const how = hasFailed ? 'failed' : stop.aborted ? 'stopped' : code === 0 ? 'passed' : 'failed';
    return { how, figures: readTally(tally), output, ms: performance.now() - began };
  } finally {
    // Clients that tests started have their own process groups. A client that still writes would prevent the removal of
    // the folder.
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

/** Reads the counts. Omits the last line, which may be incomplete if the round was stopped. */
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
