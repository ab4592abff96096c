import { BROKER_VARIABLE } from '../../domain/runs/sandbox.ts';
import { processId } from '../../work/processes/processes.ts';
import { printOutput, readInput } from '../quick-input.ts';
import { answer, noteUncaught } from './answer-event.ts';
import type { Host } from './host.ts';
import { type PayloadFields, readPayloadFields } from './payload.ts';

/**
 * Maximum number of bytes to read from standard input. A call with more input isn't checked, and the diagnostics
 * mention it.
 */
const MOST_BYTES = 32 * 1024 * 1024;

/** The event, and the number of the client's process if it didn't start this one itself. */
const event = process.argv[2] ?? '';
const host: Host = {
  env: process.env,
  now: Date.now,
  client: () => processId(Number(process.argv[3] ?? process.ppid)),
};
let fields: PayloadFields | undefined;

async function main(): Promise<void> {
  // A contained agent has no queue here. Its sandbox denies edits outside its worktree.
  if (process.env[BROKER_VARIABLE] !== undefined) return;
  fields = readPayloadFields(await readInput(MOST_BYTES));
  const output = await answer(event, fields, host);
  if (output) printOutput(JSON.stringify(output));
}

// An error must never stop the client, so it goes to the diagnostics.
process.on('uncaughtException', (error) => void noteUncaught(error, event, fields, host));
void main();
