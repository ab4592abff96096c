import { createHash } from 'node:crypto';

/** Offsets within an entry: times, device, inode, mode, owner, size, object id, flags (gitformat-index). */
const AT = { ctime: 0, ctimeNs: 4, mtime: 8, mtimeNs: 12, inode: 20, mode: 24, size: 36, object: 40 } as const;

const SUBMODULE = 0o160000;

/** Flags of an entry. `skipWorktree` is in the additional flags of version 3. */
const FLAG = { assumeValid: 0x8000, extended: 0x4000, stage: 0x3000, skipWorktree: 0x4000 } as const;

/**
 * An entry of an index. Reads each value when it is used, because an index has thousands of entries. Times are in
 * seconds and nanoseconds. Inode and size have only their lowest 32 bits.
 */
export class IndexEntry {
  readonly #index: Buffer;
  readonly #flagsAt: number;
  readonly #pathAt: number;
  readonly #pathEnd: number;
  /** Offset of the entry in the index, and of the entry's end. */
  readonly at: number;
  readonly end: number;

  constructor(index: Buffer, at: number, objectLength: 20 | 32) {
    this.#index = index;
    this.at = at;
    this.#flagsAt = at + AT.object + objectLength;
    this.#pathAt = this.#flagsAt + (this.#isExtended() ? 4 : 2);
    this.#pathEnd = index.indexOf(0, this.#pathAt);
    this.end = at + Math.ceil((this.#pathEnd - at + 1) / 8) * 8;
  }

  get ctime(): number {
    return this.#number(AT.ctime);
  }
  get ctimeNs(): number {
    return this.#number(AT.ctimeNs);
  }
  get mtime(): number {
    return this.#number(AT.mtime);
  }
  get mtimeNs(): number {
    return this.#number(AT.mtimeNs);
  }
  get inode(): number {
    return this.#number(AT.inode);
  }
  get size(): number {
    return this.#number(AT.size);
  }

  /** False if the index ends within the entry. */
  get isWhole(): boolean {
    return this.#pathEnd >= 0;
  }

  /** True if the entry is one side of a conflict. */
  get isUnmerged(): boolean {
    return (this.#index.readUInt16BE(this.#flagsAt) & FLAG.stage) !== 0;
  }

  /** True if the entry is a submodule, which is a commit of another repository. */
  get isSubmodule(): boolean {
    return this.#number(AT.mode) === SUBMODULE;
  }

  /** Id of the entry's object. For a submodule, a commit of the other repository. */
  get object(): string {
    return this.#index.toString('hex', this.at + AT.object, this.#flagsAt);
  }

  /** The file's path, with one character per byte. */
  get path(): string {
    return this.#index.toString('latin1', this.#pathAt, this.#pathEnd);
  }

  /** True if git leaves the file out of the worktree, as in a sparse checkout. */
  get isHidden(): boolean {
    return this.#isExtended() && (this.#index.readUInt16BE(this.#flagsAt + 2) & FLAG.skipWorktree) !== 0;
  }

  /** The entry's line in `git ls-files -z -s -v`, without its end. */
  get line(): string {
    const flags = this.#index.readUInt16BE(this.#flagsAt);
    const stage = (flags & FLAG.stage) >> 12;
    const tag = stage > 0 ? 'M' : this.isHidden ? 'S' : 'H';
    const shown = flags & FLAG.assumeValid ? tag.toLowerCase() : tag;
    const mode = this.#number(AT.mode).toString(8).padStart(6, '0');
    return `${shown} ${mode} ${this.object} ${stage}\t${this.path}`;
  }

  #number(offset: number): number {
    return this.#index.readUInt32BE(this.at + offset);
  }

  #isExtended(): boolean {
    return (this.#index.readUInt16BE(this.#flagsAt) & FLAG.extended) !== 0;
  }
}

/**
 * Sets times and size of some entries to 0 and computes the checksum, so that git compares their files by content.
 * Changes the given buffer.
 */
export function forgetTimes(index: Buffer, paths: ReadonlySet<string>, objectLength: 20 | 32): void {
  for (const { at, path } of indexEntries(index, objectLength)) {
    if (!paths.has(path)) continue;
    index.fill(0, at + AT.ctime, at + AT.mtimeNs + 4);
    index.writeUInt32BE(0, at + AT.size);
  }
  const end = index.length - objectLength;
  checksum(index.subarray(0, end), objectLength).copy(index, end);
}

/**
 * Yields the entries of an index of version 2 or 3; none for other versions. `objectLength` is the number of bytes of
 * an object id.
 */
export function* indexEntries(index: Buffer, objectLength: 20 | 32): Iterable<IndexEntry> {
  if (index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC') return;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return;
  let at = 12;
  for (let left = index.readUInt32BE(8); left > 0 && at + AT.object + objectLength + 2 <= index.length; left--) {
    const entry = new IndexEntry(index, at, objectLength);
    if (!entry.isWhole) return;
    yield entry;
    at = entry.end;
  }
}

/** Reads all entries of an index; undefined if that is impossible, for example for version 4. */
export function allEntries(index: Buffer, objectLength: 20 | 32): IndexEntry[] | undefined {
  const entries = [...indexEntries(index, objectLength)];
  return entries.length === index.readUInt32BE(8) ? entries : undefined;
}

/**
 * Lists an index in the format of `git ls-files -z -s -v`; undefined if only git can read it, because the index is
 * split, sparse, damaged or of another version.
 */
export function indexListing(index: Buffer): string | undefined {
  return soundEntries(index)
    ?.map(({ line }) => `${line}\0`)
    .join('');
}

/** Reads all entries of an index; undefined if only git can read it, as for {@link indexListing}. */
export function soundEntries(index: Buffer): IndexEntry[] | undefined {
  const length = ([20, 32] as const).find((bytes) => hasChecksum(index, bytes));
  if (length === undefined || index.readUInt32BE(4) > 3) return undefined;
  const entries = [...indexEntries(index, length)];
  let end = entries.at(-1)?.end ?? 12;
  // Of the extensions after the entries, git must not ignore those with a name that begins with a small letter.
  for (; end < index.length - length; end += 8 + index.readUInt32BE(end + 4)) if (index[end]! >= 0x61) return undefined;
  return entries.length === index.readUInt32BE(8) ? entries : undefined;
}

/**
 * Returns the hash of the shared file in which a split index has its other entries. Undefined for any other index, and
 * for one of version 4 that has entries itself.
 */
export function sharedIndex(index: Buffer, objectLength: 20 | 32): string | undefined {
  const isEmpty = index.readUInt32BE(8) === 0;
  if (!isEmpty && index.readUInt32BE(4) > 3) return undefined;
  let end = isEmpty ? 12 : ([...indexEntries(index, objectLength)].at(-1)?.end ?? index.length);
  for (; end + 8 < index.length - objectLength; end += 8 + index.readUInt32BE(end + 4)) {
    if (index.toString('latin1', end, end + 4) !== 'link') continue;
    const shared = index.toString('hex', end + 8, end + 8 + objectLength);
    return /^0+$/.test(shared) ? undefined : shared;
  }
  return undefined;
}

/** Checks whether an index is intact: its end is its checksum (gitformat-index). */
export function hasChecksum(index: Buffer, objectLength: 20 | 32): boolean {
  if (index.length < 12 + objectLength || index.toString('latin1', 0, 4) !== 'DIRC') return false;
  return checksum(index.subarray(0, -objectLength), objectLength).equals(index.subarray(-objectLength));
}

function checksum(bytes: Buffer, objectLength: 20 | 32): Buffer {
  return createHash(objectLength === 20 ? 'sha1' : 'sha256')
    .update(bytes)
    .digest();
}
