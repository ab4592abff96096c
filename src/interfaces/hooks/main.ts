import { readSync, writeSync } from 'node:fs';
import { errnoOf } from '../../base/errno.ts';
import { processId } from '../../work/processes/processes.ts';
import { answer, noteUncaught } from './answer-event.ts';
import type { Host } from './host.ts';
import { type PayloadFields, readPayloadFields } from './payload.ts';

/**
 * Maximum number of bytes to read from standard input. A call with more input isn't checked, and the diagnostics
 * mention it.
 */
const MOST_BYTES = 32 * 1024 * 1024;
const PIECE_BYTES = 1 << 16;

/** Reads standard input without Node's streams, because loading them takes longer than most hooks need. */
async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for (let size = 0; ; ) {
      const chunk = Buffer.allocUnsafe(PIECE_BYTES);
      const got = readSync(0, chunk);
      if (got === 0) break;
      size += got;
      checkSize(size);
      chunks.push(chunk.subarray(0, got));
    }
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EAGAIN') return readRest(chunks);
    if (code !== 'EOF') throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads the rest of standard input in non-blocking mode. */
async function readRest(chunks: Buffer[]): Promise<string> {
  let size = chunks.reduce((sum, { length }) => sum + length, 0);
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    checkSize(size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function checkSize(bytes: number): void {
  if (bytes > MOST_BYTES) throw new RangeError(`the input has more than ${MOST_BYTES} bytes`);
}

function print(text: string): void {
  const bytes = Buffer.from(text);
  let done = 0;
  try {
    while (done < bytes.length) done += writeSync(1, bytes, done);
  } catch (error) {
    if (errnoOf(error) !== 'EAGAIN') return;
    process.stdout.on('error', () => undefined);
    process.stdout.write(bytes.subarray(done));
  }
}

const event = process.argv[2] ?? '';
const host: Host = { env: process.env, now: Date.now, client: () => processId(process.ppid) };
let fields: PayloadFields | undefined;

async function main(): Promise<void> {
  fields = readPayloadFields(await readInput());
  const output = await answer(event, fields, host);
  if (output) print(JSON.stringify(output));
}

// An error must never stop the client, so it goes to the diagnostics.
process.on('uncaughtException', (error) => void noteUncaught(error, event, fields, host));
void main();
