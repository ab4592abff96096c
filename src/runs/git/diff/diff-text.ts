import { refuse } from '../../../domain/errors.ts';
import { PLAIN_DIFF } from '../call/environment.ts';
import type { RunsPlace } from '../store/paths.ts';
import { inStore } from '../store/store-repo.ts';
import { bytePath } from './path-text.ts';

export interface DiffOptions {
  from: string;
  to: string;
  /** As `Changed` names them; all when absent. */
  paths?: readonly string[] | undefined;
  stat?: boolean | undefined;
  /** The contents of binary files, too, as `git apply` takes them. */
  binary?: boolean | undefined;
  /** Bytes at most; a diff that is longer ends with a line that says so. Without it the diff is whole, up to 512 MB. */
  limit?: number | undefined;
}

/** The diff of two commits of the store, as git words it, with odd names quoted; no driver, filter or pager is started. */
export async function diffText(place: RunsPlace, options: DiffOptions): Promise<string> {
  return (await diffBytes(place, options)).toString();
}

/** The same with every byte as it is: lines of a file need not be text of one encoding. */
export async function diffBytes(
  place: RunsPlace,
  { from, to, paths, stat, binary, limit }: DiffOptions,
): Promise<Buffer> {
  checkPaths(paths ?? []);
  const form = stat ? ['--stat=100'] : binary ? ['--binary'] : [];
  const { out, cut } = await inStore(
    place,
    ['diff', '-M', ...PLAIN_DIFF, ...form, from, to, '--', ...(paths ?? []).map(pathspec)],
    { limit },
  );
  if (!cut) return out;
  const rest = `(the diff goes on: ${limit} bytes are shown; name paths to see the rest)\n`;
  return Buffer.concat([out.subarray(0, out.lastIndexOf('\n') + 1), Buffer.from(rest)]);
}

/** Paths of one call, at most: they are arguments. */
const MOST_PATHS = 1_000;

function checkPaths(paths: readonly string[]): void {
  if (paths.length > MOST_PATHS)
    refuse('usage', `${paths.length} paths are too many for one diff: at most ${MOST_PATHS}`, {
      hint: 'Name a folder of them.',
    });
  const wrong = paths.find((path) => path === '' || path.includes('\0') || /^\/|(^|\/)\.\.(\/|$)/.test(path));
  if (wrong === undefined) return;
  refuse('usage', `${JSON.stringify(wrong)} is no path of the repository`, {
    hint: 'A path begins at its top, as src/a.txt; run_diff with stat lists those of the result.',
  });
}

/** Arguments are text: bytes that are none match as any one character. */
function pathspec(path: string): string {
  const bytes = bytePath(path);
  if (Buffer.from(path).toString('latin1') === bytes) return `:(literal)${path}`;
  return `:(glob)${bytes.replace(/[*?[\]\\]/g, '\\$&').replace(/[^\0-\x7f]/g, '?')}`;
}
