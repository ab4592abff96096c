import { join } from 'node:path';
import type * as cli from '../cli/main.ts';
import { createChunks, livesMs, type Sums, UPDATED, updated } from './chunks.ts';
import { createCodeCache } from './code-cache.ts';
import { createLoader } from './loader.ts';

const TOO_MANY = new Set(['EMFILE', 'ENFILE']);
const TOO_MANY_WORDS = 'too many open files; raise `ulimit -n` and try again';

declare const BACKLOG_BUILD: string;
declare const BACKLOG_CHUNKS: Sums;

/**
 * Starts a program: `dist/cli.cjs` runs `dist/chunks/program-cli.cjs`. Uses the compiled code that an earlier process
 * stored.
 */
export function startProgram(program: string): void {
  const folder = join(__dirname, 'chunks');
  const cache = createCodeCache({
    program,
    build: BACKLOG_BUILD,
    env: process.env,
    atEnd: (work) => process.once('exit', work),
  });
  const chunks = createChunks(folder, BACKLOG_CHUNKS, () => updated(program));
  const load = createLoader(cache, chunks.read);
  setTimeout(chunks.hold, livesMs(program)).unref();
  // The command line exports a promise for its work, which can fail when more of it is loaded.
  const start = async () => (load(join(folder, `program-${program}.cjs`)) as Partial<typeof cli>).runningCommand;
  start().catch((error: NodeJS.ErrnoException) => {
    const words = error.code === UPDATED ? error.message : TOO_MANY.has(error.code ?? '') ? TOO_MANY_WORDS : undefined;
    if (words === undefined) throw error;
    console.error(`backlog: ${words}`);
    process.exitCode = 1;
  });
}
