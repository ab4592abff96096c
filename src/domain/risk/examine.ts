import type { ChangedFile } from '../runs/change-shapes.ts';
import { type Language, languageOf } from './languages.ts';
import { type ChangedLines, type CodeLine, changedLines, codeLines } from './lines.ts';
import { hasSecret } from './secrets.ts';

/** A changed file of a result, with its contents as far as they were read. */
export interface RiskFile
  extends Pick<ChangedFile, 'path' | 'from' | 'status' | 'added' | 'deleted' | 'binary' | 'modes' | 'submodule'> {
  /** Contents in the base and in the result. Undefined if there are none, or if they were not read. */
  before?: string | undefined;
  after?: string | undefined;
  /** Size in the result, in bytes. */
  bytes?: number | undefined;
}

/** What a result is judged by. */
export interface RiskGround {
  files: readonly RiskFile[];
  /** Commands of the checks that vouch for the result. */
  checks?: readonly { name: string; command?: string | undefined }[];
  /** Paths of all files in the result. */
  tree?: readonly string[] | undefined;
  /** Unchanged files of the result that tell about the changed ones: manifests of packages, and tests. */
  others?: readonly { path: string; text: string }[];
  /** Entries that the result lacks, although the base, an earlier round or the agent's commits have them. */
  missing?: readonly string[];
  /** Whether evidence that failed before the change, or a person, vouches for all that was asked for. */
  isShown?: boolean;
  /** Checks whether a person calls a file generated: its lines don't count as size. */
  isGenerated?: (path: string) => boolean;
}

/** A changed file with its lines, as the rules see it. */
export interface Examined extends ChangedLines {
  file: RiskFile;
  path: string;
  language: Language;
  isTest: boolean;
  /** A text for people, in which words of code mean nothing. */
  isProse: boolean;
  before: readonly CodeLine[];
  after: readonly CodeLine[];
}

/** A place that a rule found. `line` is its number, in the result or, with `old`, in the base. */
export interface RiskFinding {
  path: string;
  line?: number;
  old?: true;
  text?: string;
  /** The line that this one replaced. */
  was?: string;
}

export interface RiskRuleRow {
  /** Default: `medium`. */
  level?: 'medium' | 'high';
  /** A verb phrase after "it". */
  says: string;
  /**
   * Present at a rule of medium level if tests that pass say that its findings do no harm. Of other rules they say nothing,
   * or pass because of it: then no rule of autonomy lands the result, whatever its evidence.
   */
  tested?: true;
  find(examined: readonly Examined[], ground: RiskGround): readonly RiskFinding[];
}

const TEST =
  /(^|\/)(tests?|specs?|__tests__|testing|e2e)\/|[._-](test|spec)s?\.\w+$|(^|\/)test_[^/]+\.py$|(^|\/)conftest\.py$|_(test|spec)\.(go|py|rb|rs|exs?)$|(^|\/)[A-Z]\w*(Tests?|Spec|IT)\.(java|kt|cs|scala|groovy)$/;
const PROSE = /\.(?:md|mdx|markdown|txt|rst|adoc|org)$/i;
/** Texts without an ending, such as `LICENSE-MIT`. A file such as `license.ts` is code. */
const PROSE_NAME = /(^|\/)(?:LICENSE|NOTICE|CHANGELOG|AUTHORS)(?:[-.][A-Z\d]+(?:\.\d+)?)*$/;

/** Texts that tools read as lists of packages, or as programs. */
const NO_PROSE = /(^|\/)(?:(?:requirements|constraints)[^/]*|CMakeLists)\.txt$/i;

export const isTestPath = (path: string): boolean => TEST.test(path);
export const isProsePath = (path: string): boolean =>
  PROSE_NAME.test(path) || (PROSE.test(path) && !NO_PROSE.test(path));

/** Splits the contents of a file into lines and compares them. */
export function examineFile(file: RiskFile): Examined {
  const language = languageOf(file.path);
  const [before, after] = [file.before, file.after].map((text) => (text ? codeLines(text, language) : []));
  return {
    ...{ file, path: file.path, language, before: before!, after: after! },
    ...changedLines(before!, after!),
    // A Rust file has its tests in itself.
    isTest: isTestPath(file.path),
    isProse: isProsePath(file.path),
  };
}

/** Finds added lines that match, in the files of a kind. */
export function addedLines(
  examined: readonly Examined[],
  fits: (file: Examined) => boolean,
  matches: (line: CodeLine, file: Examined) => boolean,
): RiskFinding[] {
  return examined
    .filter((file) => !file.isProse && fits(file))
    .flatMap((file) => file.added.filter((line) => matches(line, file)).map((line) => found(file, line)));
}

/** Finds added code that matches. @param of whether strings, or strings and comments, are read, too */
export const addedCode = (examined: readonly Examined[], pattern: RegExp, of: 'spoken' | 'code' | 'text' = 'spoken') =>
  addedLines(examined, isCode, (line) => pattern.test(line[of]));

/** Finds code that matches and is gone, not moved, from files that have less of it now. */
export const lostCode = (examined: readonly Examined[], pattern: RegExp): RiskFinding[] =>
  fewerInCode(withoutMoved(examined), pattern);

export function found(
  { path }: Pick<Examined, 'path'>,
  { n, text }: Pick<CodeLine, 'n' | 'text'>,
  old = false,
): RiskFinding {
  return { path, line: n, ...(old ? { old: true as const } : {}), text };
}

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

export const isCode = ({ isTest, isProse }: Examined): boolean => !isTest && !isProse;
export const isTested = ({ isTest }: Examined): boolean => isTest;
export const matches = (pattern: RegExp | undefined, text: string): boolean => pattern?.test(text) ?? false;

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
export function withoutMoved(examined: readonly Examined[]): Examined[] {
  const known = unmoved.get(examined);
  if (known) return known;
  const left = leftBehind(examined);
  unmoved.set(examined, left);
  return left;
}

/** Several rules ask for the same. */
const unmoved = new WeakMap<readonly Examined[], Examined[]>();

function leftBehind(examined: readonly Examined[]): Examined[] {
  const added = new Map<string, number>();
  for (const file of examined.filter(isCode))
    for (const { text } of file.added) added.set(text, (added.get(text) ?? 0) + 1);
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
}

/** Joins patterns whose alternatives would be too long for one line. */
export function anyOf(flags: '' | 'i', ...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), flags);
}
