import { basename, join } from 'node:path';
import { createCodeCache } from './code-cache.ts';
import { createLoader } from './loader.ts';

declare const BACKLOG_BUILD: string;

// Starts the program that this file is named after (`dist/cli.cjs` is `dist/chunks/program-cli.cjs`), with the code that an earlier process has compiled.
const program = basename(__filename, '.cjs');
const cache = createCodeCache({
  program,
  build: BACKLOG_BUILD,
  env: process.env,
  atEnd: (work) => process.once('exit', work),
});
const load = createLoader(cache);

start().catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') throw error;
  console.error('backlog: too many open files; raise `ulimit -n` and try again');
  process.exitCode = 1;
});

/** A program exports what it waits for, if it can fail. */
async function start(): Promise<void> {
  const { running } = load(join(__dirname, 'chunks', `program-${program}.cjs`)) as { running?: Promise<void> };
  await running;
}
