import type { Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { literalPattern } from '../../../base/quote.ts';

/** Where a copied file comes from and goes to, as absolute paths. */
export interface Move {
  /** All spellings of the checkout's path. */
  from: readonly string[];
  to: string;
}

/** Files that lead Python to packages which were installed in place: `pip install -e`, `uv sync`, `setup.py develop`. */
const IN_PLACE = /\.(?:pth|egg-link)$|^__editable__.*\.py$/;

/** Folders with programs, whose first line or text can name the interpreter of the checkout. */
const PROGRAMS: ReadonlySet<string> = new Set(['bin', '.bin', 'Scripts']);

/** Maximum size of such a file, in bytes. */
const MOST = 64 * 1024;

/**
 * Returns the content of a copied file with the worktree's path in place of the checkout's. Without it, programs of a
 * copied virtual environment would use the files of the checkout, and checks would test these.
 * @returns undefined if the copy has the same content
 */
export async function movedContent(file: string, { size }: Stats, { from, to }: Move): Promise<Buffer | undefined> {
  const leads = IN_PLACE.test(basename(file)) || PROGRAMS.has(basename(dirname(file)));
  if (!leads || size > MOST) return undefined;
  // One character per byte: other bytes stay as they are.
  const text = (await readFile(file)).toString('latin1');
  if (text.includes('\0')) return undefined;
  const moved = from.reduce((all, path) => all.replace(asPath(path), () => bytesOf(to)), text);
  return moved === text ? undefined : Buffer.from(moved, 'latin1');
}

const bytesOf = (path: string): string => Buffer.from(path).toString('latin1');

/** Matches a path, but not the beginning or the end of a longer name. */
const asPath = (path: string): RegExp => new RegExp(`(?<![\\w./-])${literalPattern(bytesOf(path))}(?![\\w.-])`, 'g');

/**
 * Puts the copies of provided folders in a PATH before these folders of the checkout, which an activated virtual
 * environment adds to it.
 * @param provided paths of the copies in the checkout, normalised
 */
export function ownProgramsFirst(path: string, { from, to }: Move, provided: readonly string[]): string {
  const isIn = (inside: string) => provided.some((one) => inside === one || inside.startsWith(one + sep));
  const entries = path.split(delimiter).flatMap((entry) => {
    const inside = isAbsolute(entry) ? from.map((folder) => relative(folder, entry)).find(isIn) : undefined;
    return inside === undefined ? [entry] : [join(to, inside), entry];
  });
  return entries.join(delimiter);
}
