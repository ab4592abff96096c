/**
 * A path as the bytes that git stores, with one character per byte (latin1). Conversion to text and back preserves
 * every file name.
 */
export type BytePath = string;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/**
 * Converts a path to text for people and records. A path in UTF-8 stays unchanged, including line breaks. Any other
 * path is quoted with octal escapes, as git prints it.
 */
export function pathText(path: BytePath): string {
  const bytes = Buffer.from(path, 'latin1');
  const text = bytes.toString('utf8');
  if (!path.startsWith('"') && Buffer.from(text, 'utf8').equals(bytes)) return text;
  return quotedPath(path);
}

/** Converts the text from {@link pathText} back to the path. */
export function bytePath(text: string): BytePath {
  if (!(text.length > 1 && text.startsWith('"') && text.endsWith('"'))) return Buffer.from(text).toString('latin1');
  return text
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/gs, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
    );
}

/** Quotes a path as a C string. `git fast-import` and pathspec files need this form. */
export function quotedPath(path: BytePath): string {
  const inner = path.replace(
    /["\\]|[^ -~]/g,
    (byte) => `\\${byte === '"' || byte === '\\' ? byte : byte.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${inner}"`;
}

/** Returns the full path of a file in the folder `root`, as bytes for the file system. */
export function fileOf(root: string, path: BytePath): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** Splits output of `git … -z` into paths. */
export function splitPaths(out: Buffer): BytePath[] {
  return splitRaw(out).filter((path) => path !== '');
}

/** Splits output of `git … -z` into fields, including empty ones. Omits text after the last NUL. */
export function splitRaw(out: Buffer): BytePath[] {
  return out.toString('latin1').split('\0').slice(0, -1);
}

/** Joins paths, each followed by NUL, for a git with `-z`. */
export function joinPaths(paths: readonly BytePath[]): Buffer {
  return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
}

/** Lists the parent folders of a path, outermost first. */
export function foldersAbove(path: BytePath): BytePath[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}
