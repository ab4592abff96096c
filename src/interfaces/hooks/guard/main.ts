import { printOutput, readInput } from '../../quick-input.ts';
import { readPayload, readPayloadFields } from '../payload.ts';
import { hasAnswered, readMark } from './session-mark.ts';

/** Maximum number of bytes to read from standard input, as for the other hooks. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Checks an edit without the session's server. `hooks/run.sh` starts it with the event and the number of the client's process, for an
 * edit that the server has not just answered. Loads the rules only if the server still has not.
 */
async function main(): Promise<void> {
  const client = Number(process.argv[3]);
  const mark = () => readMark(process.env, client);
  const payload = readPayload(readPayloadFields(await readInput(MOST_BYTES)));
  if (typeof payload === 'string' || hasAnswered(mark(), Date.now())) return;
  const { guardEdit } = await import('../light-handlers.ts');
  const output = await guardEdit(payload, { env: process.env, mark, now: Date.now });
  if (output) printOutput(JSON.stringify(output));
}

// A defect of the guard must not stop the client.
void main().catch(() => {});
