import type { ChangedFile } from '../runs/change-shapes.ts';
import { type Language, languageOf } from './languages.ts';
import { type ChangedLines, type CodeLine, changedLines, codeLines } from './lines.ts';

/** A changed file of a result, with its contents as far as they were read. */
export interface RiskFile
  extends Pick<ChangedFile, 'path' | 'from' | 'status' | 'added' | 'deleted' | 'binary' | 'modes' | 'submodule'> {
  /** Contents in the base and in the result. Undefined if there are none, or if they were not read. */
  before?: string | undefined;
  after?: string | undefined;
  /** Size in the result, in bytes. */
  bytes?: number | undefined;
  /** The filter of git that converts the file. The contents are those before it. */
  filter?: string;
}

/** What a result is judged by. */
export interface RiskGround {
  files: readonly RiskFile[];
  /** Commands of the checks that vouch for the result. */
  checks?: readonly { name: string; command?: string | undefined }[];
  /** Paths of all files in the result. */
  tree?: readonly string[] | undefined;
  /** Unchanged files of the result that tell about the changed ones: manifests, tests, and code that imports tests. */
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
  /** Whether a line of the result is an added one. */
  isNew: (line: CodeLine) => boolean;
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

export type RiskLevel = 'medium' | 'high';

export interface RiskRuleRow {
  /** Default: `medium`. */
  level?: RiskLevel;
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

/**
 * Splits the contents of a file into lines and compares them.
 * @param isImported whether code of the product imports the file: then it is no test, wherever it stands
 */
export function examineFile(file: RiskFile, isImported = false): Examined {
  const language = languageOf(file.path);
  const [before, after] = [file.before, file.after].map((text) => (text ? codeLines(text, language) : []));
  const changed = changedLines(before!, after!);
  const added = new Set(changed.added);
  return {
    ...{ file, path: file.path, language, before: before!, after: after!, ...changed },
    isNew: (line) => added.has(line),
    // A Rust file has its tests in itself.
    isTest: isTestPath(file.path) && !isImported,
    isProse: isProsePath(file.path),
  };
}

export const isCode = ({ isTest, isProse }: Examined): boolean => !isTest && !isProse;
export const isTested = ({ isTest }: Examined): boolean => isTest;
