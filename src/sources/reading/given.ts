import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { refuse } from '../../domain/errors.ts';
import { decode, decodeGiven } from './decode.ts';
import { GIVEN_LIMITS, MOVE_WHOLE } from './given-limits.ts';

/** Folders with very many files but no tasks. They are skipped. */
const NOT_ENTERED = new Set(['.git', 'node_modules']);

/** The file or folder to import. Files outside of it aren't read, and links aren't followed. */
export interface Given {
  /** The path as the caller wrote it. */
  name: string;
  folder: boolean;
  /** Paths of regular files relative to the folder, with `/`, sorted. For a file: its own name. */
  files(): readonly string[];
  /** Links and special files, which are skipped. */
  left(): readonly string[];
  has(file: string): boolean;
  bytes(file: string): Buffer;
  /** Reads a file that belongs to the given one, such as a database's log. Undefined for a folder. */
  companion(suffix: '-wal'): Buffer | undefined;
  /** @throws BacklogError `invalid` with the line, if the file is not UTF-8 */
  text(file: string): string;
}

/**
 * Opens a file or folder.
 * @param path the path as the caller wrote it
 * @param file the absolute path
 * @throws BacklogError `not-found` if it doesn't exist
 */
export function givenPath(path: string, file: string): Given {
  const root = realPath(file, path);
  const folder = lstatSync(root).isDirectory();
  let walked: Walk | undefined;
  const walk = () => {
    walked ??= folder ? walkFolder(root, path) : { files: [basename(path)], left: [] };
    return walked;
  };
  const read = new Map<string, Buffer>();
  const bytes = (file: string) => {
    const content = read.get(file) ?? readRegular(folder ? join(root, file) : root, file);
    // Keeps the content of a single file, because every format inspects it. Reads files of a folder only once each.
    if (!folder) read.set(file, content);
    return content;
  };
  const texts = new Map<string, string>();
  const textOf = (file: string) => {
    const content = texts.get(file) ?? decodeGiven(bytes(file), file);
    if (!folder) texts.set(file, content);
    return content;
  };
  return {
    name: path,
    folder,
    files: () => walk().files,
    left: () => walk().left,
    has: (file) => walk().files.includes(file),
    bytes,
    companion: (suffix) =>
      folder || !existsSync(root + suffix) ? undefined : readRegular(root + suffix, path + suffix),
    text: textOf,
  };
}

/** Makes a {@link Given} of a text without a file, such as standard input. */
export function textOfGiven(text: string, name: string): Given {
  const bytes = () => Buffer.from(text);
  return {
    name,
    folder: false,
    files: () => [name],
    left: () => [],
    has: (file) => file === name,
    bytes,
    companion: () => undefined,
    text: (file) => decode(bytes(), file),
  };
}

/**
 * Makes a {@link Given} of files that a caller sent with their bytes. One file, also beside the log of its database, is
 * a file; others are a folder. Skips the files that a walk through a folder would skip.
 * @param name name of the folder
 */
export function givenFiles(name: string, files: ReadonlyMap<string, Buffer>): Given {
  const paths = [...files.keys()].filter(isWalked).sort();
  const [first = ''] = paths;
  const folder = paths.some((path) => path.includes('/') || ![first, `${first}-wal`, `${first}-shm`].includes(path));
  const bytes = (file: string) => files.get(file)!;
  return {
    name: folder ? name : first,
    folder,
    files: () => (folder ? paths : [first]),
    left: () => [],
    has: (file) => paths.includes(file),
    bytes,
    companion: (suffix) => (folder ? undefined : files.get(first + suffix)),
    text: (file) => decodeGiven(bytes(file), file),
  };
}

/** Checks whether a walk through a folder would reach a path. */
function isWalked(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.length <= GIVEN_LIMITS.depth && !folders.some((folder) => NOT_ENTERED.has(folder));
}

/** Returns a subfolder of a given folder as a {@link Given}. */
export function inFolder(given: Given, folder: string): Given {
  const of = (files: readonly string[]) =>
    files.flatMap((file) => (file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1)] : []));
  return {
    ...given,
    name: `${given.name}/${folder}`,
    files: () => of(given.files()),
    left: () => of(given.left()),
    has: (file) => given.has(`${folder}/${file}`),
    bytes: (file) => given.bytes(`${folder}/${file}`),
    text: (file) => given.text(`${folder}/${file}`),
  };
}

function realPath(absolute: string, said: string): string {
  try {
    return realpathSync(absolute);
  } catch (error) {
    return refuse('not-found', `there is no file or folder ${said}`, {
      hint: 'Give the path of a file, or of the folder that contains the tasks.',
      data: { received: said },
      cause: error,
    });
  }
}

interface Walk {
  files: string[];
  left: string[];
}

function walkFolder(root: string, said: string): Walk {
  const found: Walk = { files: [], left: [] };
  const enter = (folder: string, depth: number) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.files.push(path);
      else if (!entry.isDirectory()) found.left.push(path);
      else if (!NOT_ENTERED.has(entry.name) && depth < GIVEN_LIMITS.depth) enter(path, depth + 1);
      if (found.files.length > GIVEN_LIMITS.files) refuseMany(said);
    }
  };
  enter('', 0);
  return { files: found.files.sort(), left: found.left.sort() };
}

function refuseMany(said: string): never {
  return refuse('usage', `${said} contains more than ${GIVEN_LIMITS.files} files`, {
    hint: 'Give the folder in which the tasks are, not one above it.',
  });
}

/** Opens a file, but not a link that has replaced it in the meantime. */
function readRegular(path: string, said: string): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) refuse('usage', `${said} is no regular file`);
    if (stat.size > GIVEN_LIMITS.fileBytes) refuseLarge(said, stat.size);
    return readWhole(descriptor, said);
  } finally {
    closeSync(descriptor);
  }
}

/** Reads a file to its end. System files (`/proc`) may have more bytes than their size, or be unreadable. */
function readWhole(descriptor: number, said: string): Buffer {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE);
    const length = readPiece(descriptor, piece, said);
    if (length === 0) return Buffer.concat(pieces);
    bytes += length;
    if (bytes > GIVEN_LIMITS.fileBytes) refuseLarge(said, `more than ${GIVEN_LIMITS.fileBytes}`);
    pieces.push(piece.subarray(0, length));
  }
}

/** Number of bytes to read at once. */
const PIECE = 1024 * 1024;

function readPiece(descriptor: number, into: Buffer, said: string): number {
  try {
    return readSync(descriptor, into);
  } catch (error) {
    return refuse('invalid', `${said} cannot be read: ${String((error as NodeJS.ErrnoException).code)}`, {
      hint: 'Give a file that contains tasks.',
      data: { file: said },
      cause: error,
    });
  }
}

function refuseLarge(said: string, bytes: number | string): never {
  return refuse('invalid', `${said} has ${bytes} bytes; at most ${GIVEN_LIMITS.fileBytes} are read`, {
    hint: `Give it in parts; tasks of a later part may name those of an earlier one. ${MOVE_WHOLE}`,
    data: { file: said },
  });
}

/** Returns the text in which several files are opened as one: they are synchronised like the rows of a file. */
export const bundleText = (files: ReadonlyMap<string, string>): string =>
  JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Returns the files of such a text, by path. */
export const bundledFiles = (text: string): Map<string, string> => new Map(JSON.parse(text) as [string, string][]);
