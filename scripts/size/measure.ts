import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// An import would search all exports of this CommonJS file, which takes longer than the whole check.
const ts: typeof import('typescript') = createRequire(import.meta.url)('typescript');

/** The figures of each room: `code` are code lines, `lines` are all lines. */
export type Budget = Readonly<Record<string, Readonly<Record<string, number>>>>;

const CODE = /\.[cm]?[jt]sx?$/;
/** Folders of src whose own folders are rooms. */
const HOUSES = ['src/interfaces', 'src/web'];

/**
 * Measures the rooms of a repository: code lines and files of each folder of src, lines of its tests, words of its pages.
 * Files that git ignores don't count.
 */
export function measured(root: string): Budget {
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'test', 'docs'], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
  });
  const named = list.split('\n').filter((name) => (name.startsWith('docs/') ? name.endsWith('.md') : CODE.test(name)));
  // A file that was just deleted is still in git's index.
  const files = named.filter((name) => existsSync(join(root, name)));
  const rooms: Record<string, Record<string, number>> = {};
  const count = (room: string, kind: string, more: number) => {
    rooms[room] ??= {};
    rooms[room][kind] = (rooms[room][kind] ?? 0) + more;
  };
  for (const name of files) {
    const text = () => readFileSync(join(root, name), 'utf8');
    if (name.startsWith('docs/')) count('docs', 'words', text().match(/\S+/g)?.length ?? 0);
    else if (name.startsWith('test/')) count('test', 'lines', text().split('\n').length - 1);
    else {
      count(roomOf(name), 'code', codeLines(text(), name.endsWith('x')));
      count(roomOf(name), 'files', 1);
    }
  }
  return Object.fromEntries(Object.entries(rooms).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function roomOf(name: string): string {
  const folders = name.split('/').slice(0, -1);
  return folders.slice(0, HOUSES.includes(folders.slice(0, 2).join('/')) ? 3 : 2).join('/');
}

const { SyntaxKind: Kind } = ts;

/** Tokens behind which a slash divides. Behind others, it begins a regular expression. */
const VALUES = new Set([
  ...[Kind.Identifier, Kind.ThisKeyword, Kind.NumericLiteral, Kind.StringLiteral, Kind.RegularExpressionLiteral],
  ...[Kind.CloseParenToken, Kind.CloseBracketToken, Kind.CloseBraceToken],
  ...[Kind.NoSubstitutionTemplateLiteral, Kind.TemplateTail],
  // The slash of `</div>`.
  Kind.LessThanToken,
]);

/**
 * Counts the lines of a source that have code: no blank lines, comments and imports. A text in JSX is read as code, so
 * a `//` in it counts as a comment.
 */
export function codeLines(text: string, isJsx = false): number {
  const scanner = ts.createScanner(
    ts.ScriptTarget.Latest,
    true,
    isJsx ? ts.LanguageVariant.JSX : ts.LanguageVariant.Standard,
    text,
  );
  let lines = 0;
  /** The end of the last line that was counted. */
  let counted = -1;
  /** Open braces: whether each belongs to a template. */
  const open: boolean[] = [];
  let last = Kind.Unknown;
  let isImport = false;
  for (let kind = scanner.scan(); kind !== Kind.EndOfFileToken; kind = scanner.scan()) {
    const isSlash = kind === Kind.SlashToken || kind === Kind.SlashEqualsToken;
    if (isSlash && !VALUES.has(last)) kind = scanner.reScanSlashToken();
    if (kind === Kind.OpenBraceToken || kind === Kind.TemplateHead) open.push(kind === Kind.TemplateHead);
    if (kind === Kind.CloseBraceToken && open.at(-1)) kind = scanner.reScanTemplateToken(false);
    if (kind === Kind.CloseBraceToken || kind === Kind.TemplateTail) open.pop();
    const [from, to] = [scanner.getTokenStart(), scanner.getTokenEnd()];
    const begins = last === Kind.Unknown || scanner.hasPrecedingLineBreak();
    if (kind === Kind.ImportKeyword && open.length === 0 && begins)
      isImport = /^import\s*["'*{\w]/.test(text.slice(from, from + 20));
    if (!isImport)
      for (let at = Math.max(from, counted + 1); at < to; at = counted + 1) {
        lines++;
        counted = text.indexOf('\n', at);
        if (counted < 0) counted = text.length;
      }
    else if (kind === Kind.SemicolonToken) isImport = false;
    last = kind;
  }
  return lines;
}
