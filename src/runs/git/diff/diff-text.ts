import { refuse } from '../../../domain/errors.ts';
import type { DiffRow } from '../../../domain/runs/change-shapes.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import { ownSettings } from '../store/own-settings.ts';
import type { RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { bytePath } from './path-text.ts';

export interface DiffOptions {
  from: string;
  to: string;
  /** Paths of the files to include, in the form of `Changed`. Default: all files. */
  paths?: readonly string[] | undefined;
  stat?: boolean | undefined;
  /** Includes the contents of binary files in the format of `git apply`. */
  binary?: boolean | undefined;
  /** Number of unchanged lines around each change. Default: 3. */
  context?: number | undefined;
  /** Ignores changes of white space in lines, as `git diff -w`. */
  ignoreSpace?: boolean | undefined;
  /** Maximum size in bytes. Default: 512 MB. The last line of a longer diff states that the diff was cut off. */
  limit?: number | undefined;
}

/** Reads git's diff of two commits of the private copy, with quoted names. Git starts no other program. */
export async function diffText(place: RunsPlace, options: DiffOptions): Promise<string> {
  return (await diffBytes(place, options)).toString();
}

/** Reads git's diff of two commits as bytes, because files can have different encodings. */
export async function diffBytes(
  place: RunsPlace,
  { from, to, paths, stat, binary, context, ignoreSpace, limit }: DiffOptions,
): Promise<Buffer> {
  checkPaths(paths ?? []);
  const form = [
    ...(stat ? ['--stat=100', '--compact-summary'] : binary ? ['--binary'] : []),
    ...(context === undefined ? [] : [`-U${context}`]),
    ...(ignoreSpace ? ['-w'] : []),
  ];
  await ownSettings(place, from);
  const { out, cut } = await inStore(
    place,
    ['diff', '-M', ...PLAIN_DIFF, ...form, from, to, '--', ...(paths ?? []).map(pathspec)],
    { limit },
  );
  if (!cut) return out;
  const rest = `(the diff is cut after ${limit} bytes; name paths to see the rest)\n`;
  return Buffer.concat([out.subarray(0, out.lastIndexOf('\n') + 1), Buffer.from(rest)]);
}

/** Maximum number of paths of one git call, because git gets them as arguments. */
const MOST_PATHS = 1_000;

function checkPaths(paths: readonly string[]): void {
  if (paths.length > MOST_PATHS)
    refuse('usage', `a diff takes at most ${MOST_PATHS} paths, received ${paths.length}`, {
      hint: 'Name the folder that contains them.',
    });
  const wrong = paths.find((path) => path === '' || path.includes('\0') || /^\/|(^|\/)\.\.(\/|$)/.test(path));
  if (wrong === undefined) return;
  refuse('usage', `${JSON.stringify(wrong)} is not a path of the repository`, {
    hint: "Write paths from the repository's top folder, such as src/a.txt. run_diff with stat lists the paths of the result.",
  });
}

/** Makes a pathspec. Since an argument is text, each byte that is not UTF-8 becomes a pattern for any character. */
function pathspec(path: string): string {
  const bytes = bytePath(path);
  if (Buffer.from(path).toString('latin1') === bytes) return `:(literal)${path}`;
  return `:(glob)${bytes.replace(/[*?[\]\\]/g, '\\$&').replace(/[^\0-\x7f]/g, '?')}`;
}

/** Maximum length of a row's text, in characters. */
const MOST = 2_000;

/** Parses the hunks (groups of changed lines) of one file's diff into rows. Omits the lines before the first hunk. */
export function diffRows(diff: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let [from, to] = [0, 0];
  let within = false;
  const lines = diff.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) {
      within = true;
      [from, to] = [Number(hunk[1]), Number(hunk[2])];
      rows.push({ kind: '@', ...cut(line) });
      continue;
    }
    // Git shows a file with a changed type as two files, one deleted and one added.
    if (line.startsWith('diff --git ')) within = false;
    if (!within) continue;
    const own = cut(line.slice(1));
    if (line[0] === '+') rows.push({ kind: '+', new: to++, ...own });
    else if (line[0] === '-') rows.push({ kind: '-', old: from++, ...own });
    else if (line[0] === '\\') rows.push({ kind: '\\', ...own });
    else rows.push({ kind: ' ', old: from++, new: to++, ...own });
  }
  return rows;
}

function cut(text: string): Pick<DiffRow, 'text' | 'left'> {
  const line = text.replace(/\r$/, '');
  if (line.length <= MOST) return { text: line };
  const shown = line.slice(0, MOST).replace(/[\uD800-\uDBFF]$/, '');
  return { text: `${shown}…`, left: line.length - shown.length };
}
