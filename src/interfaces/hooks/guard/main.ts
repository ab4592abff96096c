import { printOutput, readInput } from '../../quick-input.ts';
import { readPayload, readPayloadFields } from '../payload.ts';
import { hasAnswered, readMark } from './session-mark.ts';

/** Maximum number of bytes to read from standard input, as for the other hooks. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The exit code that proves that the edit was checked. After any other one, `hooks/run.sh` decides. */
const CHECKED = 42;

/**
 * Checks an edit without the session's server. `hooks/run.sh` starts it with the event and the number of the client's
 * process. Loads the rules only if the server still has not answered this call.
 */
async function main(): Promise<void> {
  const client = Number(process.argv[3]);
  const mark = () => readMark(process.env, client);
  const payload = readPayload(readPayloadFields(await readInput(MOST_BYTES)));
  if (typeof payload === 'string') throw new Error(payload);
  if (!hasAnswered(mark(), payload.toolUse)) {
    const { guardEdit } = await import('./guard-edit.ts');
    const output = await guardEdit(payload, { env: process.env, mark, now: Date.now });
    if (output) printOutput(JSON.stringify(output));
  }
  process.exitCode = CHECKED;
}

main().catch((error: unknown) => {
  process.stderr.write(`the guard of edits failed: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
