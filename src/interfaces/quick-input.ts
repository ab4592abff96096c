import { readSync, writeSync } from 'node:fs';
import { errnoOf } from '../base/errno.ts';

/**
 * Standard input and output without Node's streams, for programs that a client starts very often: loading the streams
 * takes longer than the work of most hooks.
 */

const PIECE_BYTES = 1 << 16;

/**
 * Reads standard input.
 * @throws RangeError for more than `most` bytes
 */
export async function readInput(most: number): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for (let size = 0; ; ) {
      const chunk = Buffer.allocUnsafe(PIECE_BYTES);
      const got = readSync(0, chunk);
      if (got === 0) break;
      size += got;
      checkSize(size, most);
      chunks.push(chunk.subarray(0, got));
    }
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'EAGAIN') return readRest(chunks, most);
    if (code !== 'EOF') throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads the rest of standard input in non-blocking mode. */
async function readRest(chunks: Buffer[], most: number): Promise<string> {
  let size = chunks.reduce((sum, { length }) => sum + length, 0);
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    checkSize(size, most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function checkSize(bytes: number, most: number): void {
  if (bytes > most) throw new RangeError(`the input has more than ${most} bytes`);
}

/** Writes to standard output. Ignores a closed pipe. */
export function printOutput(text: string): void {
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
