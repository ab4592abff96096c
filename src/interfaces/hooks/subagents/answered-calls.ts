import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Number of bytes to search at the end of a transcript. The result of a call that was just refused is in its last lines. */
const TAIL_BYTES = 1 << 18;

/**
 * Returns those calls whose results are in the client's transcript: they are over, whether the call was made or refused.
 * Reads no file without calls.
 */
export function answeredCalls(transcript: string | undefined, calls: readonly string[]): ReadonlySet<string> {
  const text = calls.length > 0 && transcript ? tailOf(transcript) : '';
  return new Set(calls.filter((call) => text.includes(`"tool_use_id":${JSON.stringify(call)}`)));
}

function tailOf(file: string): string {
  let opened: number | undefined;
  try {
    opened = openSync(file, 'r');
    const { size } = fstatSync(opened);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    return tail.toString('utf8', 0, readSync(opened, tail, 0, tail.length, size - tail.length));
  } catch {
    return '';
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
