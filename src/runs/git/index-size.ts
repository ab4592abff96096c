/** Bytes of one block of a disk, as most have it. */
const BLOCK = 4096;
/** An entry before its path: times, device, inode, mode, owner, size, then the object's name and flags (gitformat-index). */
const SIZE_AT = 36;
const OBJECT_AT = 40;

/**
 * The disk use of the files that an index of ours has, from the sizes it keeps: quick, since no file is asked. 0 for an index of
 * another version than 2 and 3.
 */
export function indexedBytes(index: Buffer, objectLength: 20 | 32): number {
  if (index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC') return 0;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return 0;
  let bytes = 0;
  let at = 12;
  const flagsAt = OBJECT_AT + objectLength;
  for (let left = index.readUInt32BE(8); left > 0 && at + flagsAt + 2 <= index.length; left--) {
    bytes += Math.ceil(index.readUInt32BE(at + SIZE_AT) / BLOCK) * BLOCK;
    const extended = (index.readUInt16BE(at + flagsAt) & 0x4000) !== 0;
    const path = at + flagsAt + (extended ? 4 : 2);
    const end = index.indexOf(0, path);
    if (end < 0) break;
    at += Math.ceil((end - at + 1) / 8) * 8;
  }
  return bytes;
}
