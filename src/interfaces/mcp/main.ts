import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Opened } from '../../commands/open.ts';
import { openWorkspace } from '../../commands/open.ts';
import { validateRecord } from '../../commands/steps/validate.ts';
import { version } from '../version.ts';
import { unknownClient } from './caller.ts';
import { createServer } from './server.ts';
import { pickCommands } from './tools.ts';
import { createUnderWay } from './under-way.ts';
import { startUpkeep } from './upkeep.ts';

/** How long a call under way may take to finish after the client said goodbye, in milliseconds. */
const GRACE_MS = 500;

const warn = (message: string) => process.stderr.write(`backlog: ${message}\n`);
console.log = console.info = console.debug = (...words: unknown[]) => warn(words.join(' '));

const client = unknownClient(process.env);
let opened: Opened | undefined;
let opening: Promise<Opened> | undefined;

/** Opened at the first call, so that `initialize` is answered at once; after a failure the next call tries again. */
const workspace = () => {
  opening ??= openWorkspace({ cwd: process.cwd(), env: process.env, store: { validate: validateRecord } })
    .then((result) => {
      opened = result;
      return result;
    })
    .catch((error) => {
      opening = undefined;
      throw error;
    });
  return opening;
};

const underWay = createUnderWay();
const upkeep = startUpkeep(() => opened, client);
const server = createServer({
  version,
  commands: pickCommands(process.env.BACKLOG_TOOLS, warn),
  client,
  workspace,
  underWay,
  wrote: upkeep.wrote,
});

let leaving = false;
/** Answers what is under way, if it does not take long; an answer that went out is durable already, so nothing has to be saved. */
async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  upkeep.stop();
  await Promise.race([finish(), wait(GRACE_MS)]);
  process.exit(0);
}

async function finish(): Promise<void> {
  await underWay.settled();
  await nextTurn(); // in which the protocol writes the last answer
  await opened?.close();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
process.stdin.on('end', leave);
process.stdin.on('close', leave);
process.stdout.on('error', leave);
process.on('uncaughtException', (error) => {
  warn(error.stack ?? String(error));
  opened?.store.appendDiagnostic(`server: ${error.stack ?? String(error)}`);
});

await server.connect(new StdioServerTransport());
