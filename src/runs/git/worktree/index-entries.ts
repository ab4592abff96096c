/**
 * Offsets within an entry: times, device, inode, mode, owner, size, then the object's id and flags (gitformat-index).
 */
const AT = { ctime: 0, ctimeNs: 4, mtime: 8, mtimeNs: 12, inode: 20, mode: 24, size: 36, object: 40 } as const;

const SUBMODULE = 0o160000;

/** An entry of our index. Times are seconds and nanoseconds; inode and size have only their lowest 32 bits. */
export interface IndexEntry {
  ctime: number;
  ctimeNs: number;
  mtime: number;
  mtimeNs: number;
  inode: number;
  size: number;
  /** The file's path, with one character for each byte. It is decoded at each access. */
  readonly path: string;
  /** Whether the entry is a submodule: a commit of another repository. */
  readonly isSubmodule: boolean;
}

/**
 * Reads the entries of an index of version 2 or 3; of other versions none. `objectLength` is the number of bytes of an
 * object id.
 */
export function* indexEntries(index: Buffer, objectLength: 20 | 32): Iterable<IndexEntry> {
  if (index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC') return;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return;
  const flagsAt = AT.object + objectLength;
  let at = 12;
  for (let left = index.readUInt32BE(8); left > 0 && at + flagsAt + 2 <= index.length; left--) {
    const from = at;
    const extended = (index.readUInt16BE(from + flagsAt) & 0x4000) !== 0;
    const path = from + flagsAt + (extended ? 4 : 2);
    const end = index.indexOf(0, path);
    if (end < 0) return;
    yield {
      ctime: index.readUInt32BE(from + AT.ctime),
      ctimeNs: index.readUInt32BE(from + AT.ctimeNs),
      mtime: index.readUInt32BE(from + AT.mtime),
      mtimeNs: index.readUInt32BE(from + AT.mtimeNs),
      inode: index.readUInt32BE(from + AT.inode),
      size: index.readUInt32BE(from + AT.size),
      get path() {
        return index.toString('latin1', path, end);
      },
      get isSubmodule() {
        return index.readUInt32BE(from + AT.mode) === SUBMODULE;
      },
    };
    at += Math.ceil((end - at + 1) / 8) * 8;
  }
}
