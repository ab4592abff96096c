import { processId } from '../../commands/processes.ts';
import { answer } from './run.ts';

/** Most that is read of stdin, in bytes. A call with more is let through unseen. */
const MOST_BYTES = 32 * 1024 * 1024;

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

process.on('uncaughtException', () => undefined);
process.stdout.on('error', () => undefined);

const output = await answer(process.argv[2] ?? '', await readInput().catch(() => ''), {
  env: process.env,
  now: Date.now,
  client: () => processId(process.ppid),
});
if (output) process.stdout.write(JSON.stringify(output));
