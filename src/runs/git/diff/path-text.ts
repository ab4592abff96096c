/**
 * A path in the bytes that git stores, with one character for each byte (latin1). Any file name survives comparison and
 * a round trip.
 */
export type BytePath = string;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/**
 * Spells a path for people and records: as it is when it is UTF-8, otherwise quoted with octal escapes, as git prints
 * it. Line breaks stay.
 */
export function pathText(path: BytePath): string {
  const bytes = Buffer.from(path, 'latin1');
  const text = bytes.toString('utf8');
  if (!path.startsWith('"') && Buffer.from(text, 'utf8').equals(bytes)) return text;
  return quotedPath(path);
}

/** Reverses {@link pathText}. */
export function bytePath(text: string): BytePath {
  if (!(text.length > 1 && text.startsWith('"') && text.endsWith('"'))) return Buffer.from(text).toString('latin1');
  return text
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/gs, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
    );
}

/** Quotes a path in C's notation, as `fast-import` and pathspec files read it. */
export function quotedPath(path: BytePath): string {
  const inner = path.replace(
    /["\\]|[^ -~]/g,
    (byte) => `\\${byte === '"' || byte === '\\' ? byte : byte.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${inner}"`;
}

/** Makes the file name for the file system. */
export function fileOf(root: string, path: BytePath): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** Splits the paths that git prints with -z. */
export function splitPaths(out: Buffer): BytePath[] {
  return splitRaw(out).filter((path) => path !== '');
}

/** Splits the fields that git prints with -z. Empty fields stay; the rest after the last NUL is dropped. */
export function splitRaw(out: Buffer): BytePath[] {
  return out.toString('latin1').split('\0').slice(0, -1);
}

/** Joins paths as git reads them with -z. */
export function joinPaths(paths: readonly BytePath[]): Buffer {
  return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
}

/** Lists the folders above a path, outermost first. */
export function parentsOf(path: BytePath): BytePath[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}
