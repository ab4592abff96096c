import type { Content } from '../backend.ts';

/** All of a content at once, as bytes of its own. */
export function bytesOf(data: Content): Buffer {
  if (typeof data === 'string' || data instanceof Uint8Array) return Buffer.from(data as Uint8Array);
  return Buffer.concat(Array.from(data, (piece) => Buffer.from(piece as Uint8Array)));
}
