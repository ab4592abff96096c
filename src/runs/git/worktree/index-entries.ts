/** Where the facts of an entry are: times, device, inode, mode, owner, size, then the object's name and flags (gitformat-index). */
const AT = { ctime: 0, ctimeNs: 4, mtime: 8, mtimeNs: 12, inode: 20, mode: 24, size: 36, object: 40 } as const;

const SUBMODULE = 0o160000;

/** What an index of ours says of a file. Seconds and the nanoseconds beyond them; inode and size are their last 32 bits. */
export interface IndexEntry {
  ctime: number;
  ctimeNs: number;
  mtime: number;
  mtimeNs: number;
  inode: number;
  size: number;
  /** One character for each byte. Read when it is asked for. */
  readonly path: string;
  /** A commit of another repository stands there, not a file. */
  readonly isSubmodule: boolean;
}

/** The entries of an index; none for one of another version than 2 and 3. `objectLength`: bytes of an object's name. */
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
