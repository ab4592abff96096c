import { onceEachObject } from '../../base/lazy.ts';
import { type Examined, isCode, type RiskFinding } from './examine.ts';
import { type CodeLine, countsOf } from './lines.ts';
import { hasSecret } from './secrets.ts';

/** Finds lines in files. */
export const foundIn = (examined: readonly Examined[], find: (file: Examined) => readonly Place[]): RiskFinding[] =>
  examined.flatMap((file) => find(file).map((line) => found(file, line)));

/** Finds lines in code. */
export const inCode = (examined: readonly Examined[], find: (file: Examined) => readonly CodeLine[]): RiskFinding[] =>
  foundIn(examined.filter(isCode), find);

export const isAny = (): boolean => true;

/** Finds added lines that match, in files of a kind. Texts for people are left out: words of code mean nothing in them. */
export const addedLines = (
  examined: readonly Examined[],
  matches: (line: CodeLine, file: Examined) => boolean,
  fits: (file: Examined) => boolean = isCode,
): RiskFinding[] =>
  foundIn(
    examined.filter((file) => !file.isProse && fits(file)),
    (file) => file.added.filter((line) => matches(line, file)),
  );

/** Finds added code that matches. @param of whether strings, or strings and comments, are read, too */
export const addedCode = (examined: readonly Examined[], pattern: RegExp, of: 'spoken' | 'code' | 'text' = 'spoken') =>
  addedLines(examined, (line) => pattern.test(line[of]));

/** Finds code that matches and is gone, not moved, from files that have less of it now. */
export const lostCode = (examined: readonly Examined[], pattern: RegExp): RiskFinding[] =>
  fewerInCode(withoutMoved(examined), pattern);

type Place = Pick<CodeLine, 'n' | 'text'>;

export const found = ({ path }: Pick<Examined, 'path'>, { n, text }: Place, old = false): RiskFinding => ({
  ...{ path, line: n, ...(old ? { old: true as const } : {}), text },
});

/** Finds files by their paths. */
export const foundPaths = (examined: readonly Examined[], fits: (file: Examined) => boolean): RiskFinding[] =>
  examined.filter(fits).map(({ path }) => ({ path }));

export const ofPaths = (examined: readonly Examined[], pattern: RegExp): Examined[] =>
  examined.filter(({ path }) => pattern.test(path));

/** Number of changed lines up to which a finding about a file names them, not only the file. */
const FEW = 6;

/**
 * Finds a file by its path. If few of its lines that fit changed, names these: they say more than the path. Lines with
 * secrets stay unnamed.
 */
export function foundFile({ path, file, added, removed }: Examined, fits = (_: CodeLine) => true): RiskFinding[] {
  const [came, gone] = [added.filter(fits), removed.filter(fits)];
  const all = [...came, ...gone];
  if (file.status !== 'M' || all.length === 0 || all.length > FEW || all.some(hasSecret)) return [{ path }];
  // As many lines as before: each replaces the one at its place.
  if (came.length === gone.length) return came.map((line, i) => ({ ...found({ path }, line), was: gone[i]!.text }));
  return [...came.map((line) => found({ path }, line)), ...gone.map((line) => found({ path }, line, true))];
}

/** Finds removed lines of a kind, if fewer of them were added to their file. */
export function fewerLines(file: Examined, isOfKind: (line: CodeLine) => boolean): RiskFinding[] {
  const gone = file.removed.filter(isOfKind);
  return gone.length > file.added.filter(isOfKind).length ? gone.map((line) => found(file, line, true)) : [];
}

/** Finds removed code that matches, in files to which less of it was added. A deleted file keeps no door open. */
export function fewerInCode(examined: readonly Examined[], pattern: RegExp): RiskFinding[] {
  return examined
    .filter((file) => isCode(file) && file.file.status !== 'D')
    .flatMap((file) => fewerLines(file, ({ spoken }) => pattern.test(spoken)));
}

/**
 * Leaves out removed lines that are in other code of the result now, from files of which most lines are. One line that is
 * elsewhere, too, says nothing. No removed line of a file is among its added ones.
 */
export const withoutMoved = onceEachObject((examined: readonly Examined[]): Examined[] => {
  const added = countsOf(examined.filter(isCode).flatMap((file) => file.added.map(({ text }) => text)));
  const isLong = ({ code }: CodeLine) => code.length > 3;
  return examined.map((file) => {
    const seen = new Map<string, number>();
    const gone = file.removed.filter(({ text }) => {
      const before = seen.get(text) ?? 0;
      seen.set(text, before + 1);
      return before >= (added.get(text) ?? 0);
    });
    const isMoved = gone.filter(isLong).length <= file.removed.filter(isLong).length / 4;
    return isMoved ? { ...file, removed: gone } : file;
  });
});
