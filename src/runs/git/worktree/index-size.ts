import { entriesOf } from './index-entries.ts';

/** Bytes of one block of a disk, as most have it. */
const BLOCK = 4096;

/** The disk use of the files that an index of ours has, from the sizes it keeps: quick, since no file is asked. */
export function indexedBytes(index: Buffer, objectLength: 20 | 32): number {
  let bytes = 0;
  for (const { size } of entriesOf(index, objectLength)) bytes += Math.ceil(size / BLOCK) * BLOCK;
  return bytes;
}
