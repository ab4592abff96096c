import type { Content } from '../backend.ts';

/** Checks whether a content is in memory as a whole. Otherwise its pieces can be read only once. */
export function isInMemory(content: Content): content is string | Uint8Array {
  return typeof content === 'string' || content instanceof Uint8Array;
}

/** Divides a content into pieces of `size` bytes, the last of which may be shorter. */
export function* piecesOf(content: Content, size: number): Generator<Buffer, undefined> {
  const parts = isInMemory(content) ? [content] : content;
  let held: Buffer[] = [];
  let length = 0;
  for (const part of parts) {
    let bytes = Buffer.from(part as Uint8Array);
    while (length + bytes.length > size) {
      yield joined([...held, bytes.subarray(0, size - length)]);
      bytes = bytes.subarray(size - length);
      [held, length] = [[], 0];
    }
    held.push(bytes);
    length += bytes.length;
  }
  if (length > 0) yield joined(held);
}

/** Joins buffers. One alone is not copied. */
function joined(buffers: readonly Buffer[]): Buffer {
  return buffers.length === 1 ? buffers[0]! : Buffer.concat(buffers);
}

/** Yields the first contents, then the rest. */
export function* chained(first: readonly Buffer[], rest: Iterable<Buffer>): Generator<Buffer, undefined> {
  yield* first;
  yield* rest;
}
