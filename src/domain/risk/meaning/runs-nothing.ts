import { type Examined, isProsePath, isTestPath, type RiskFile } from '../examine.ts';
import { CODE_LANGUAGES, type Language } from '../languages.ts';
import type { CodeLine } from '../lines.ts';

/** Checks whether a result changes nothing that runs: only texts for people, tests, and comments of code. */
export function runsNothing(examined: readonly Examined[]): boolean {
  return examined.every((file) => isAside(file) || changesComments(file));
}

/** Checks whether a file is for people or tests only, under its former name, too. */
const isAside = ({ path, file, isTest }: Examined): boolean =>
  isPlain(file) &&
  [path, file.from ?? path].every((name) => isForPeople(name) || (isForTests(name) && (isTest || name !== path)));

/** Checks that a file has its content only: no rights, no link, no other repository. */
const isPlain = ({ submodule, modes }: RiskFile): boolean => !submodule && !modes;

/** Checks whether only lines of comments differ. Indentation counts, because some languages read it. */
function changesComments({ file, path, before, after, language }: Examined): boolean {
  if (file.status !== 'M' || !isPlain(file) || file.before === undefined || file.after === undefined) return false;
  const texts = [file.before, file.after];
  if (ACTING.some(({ files, text }) => files.test(path) && texts.some((one) => text.test(one)))) return false;
  const empties = texts.some((text) => SPANS.test(text));
  return codeOf(file.before, before, { language, empties }) === codeOf(file.after, after, { language, empties });
}

/**
 * Returns a text without its lines of comments. Such a line has to begin as a comment, or to stand in one that began at
 * the start of a line: a scanner that was misled hides no code.
 * @param empties whether empty lines count
 */
function codeOf(
  text: string,
  lines: readonly CodeLine[],
  { language, empties }: { language: Language; empties: boolean },
): string {
  const { comments, blocks } = language;
  const all = text.split(/\r?\n/);
  let within: Language['blocks'][number] | undefined;
  return lines
    .flatMap((line, n) => {
      const opened = within ? undefined : blocks.find(([open]) => line.text.startsWith(open));
      const block = within ?? opened;
      const rest = opened ? line.text.slice(opened[0].length) : line.text;
      within = block && !rest.includes(block[1]) ? block : undefined;
      if (line.text === '') return empties && !block ? [''] : [];
      const begins = block !== undefined || comments.some((mark) => line.text.startsWith(mark));
      return line.spoken === '' && begins && isInert(all[n]!.trimStart(), language, block) ? [] : [all[n]];
    })
    .join('\n');
}

/** Words of a file's name that people read, in any folder. */
const FOR_PEOPLE = /^(?:README|CHANGELOG|CHANGES|HISTORY|CONTRIBUTING|LICEN[SC]E|NOTICE|AUTHORS|NEWS|SUPPORT)\b/i;
/** Folders from which programs and agents read texts. */
const READ =
  /(^|\/)(?:src|lib|apps?|pages|posts|prompts?|skills?|commands|agents?|rules|templates?|views|locales?|i18n|public|static|assets|resources|data|config)\//i;

/** Checks whether only people read a text. A program can read texts beside it, and an agent takes some as instructions. */
function isForPeople(path: string): boolean {
  if (!isProsePath(path) || /\.(?:mdx|org)$/i.test(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (FOR_PEOPLE.test(name)) return true;
  return !READ.test(path) && !/^SKILL\./i.test(name) && (!/\.txt$/i.test(name) || /(^|\/)docs?\//i.test(path));
}

/** Folders whose files are tests by their place only. A program or a build can have such folders, too. */
const BY_PLACE = /(^|\/)(?:testing|specs?)\//;
const BY_NAME = /(^|\/)(?:tests?|__tests__|e2e)\/|[._-](?:test|spec)s?\.\w+$|(^|\/)test_[^/]+\.py$|Tests?\.\w+$/;

/** Checks whether only tests run a file. */
const isForTests = (path: string): boolean => isTestPath(path) && (!BY_PLACE.test(path) || BY_NAME.test(path));

/** Files in which lines that look like comments can be code, data or settings. Then only equal texts are equal. */
const ACTING: readonly { files: RegExp; text: RegExp }[] = [
  // The comment above this import is C code.
  { files: /\.go$/, text: /^\s*(?:import\s+)?"C"/m },
  // Such a block names the packages that a runner installs (PEP 723).
  { files: /\.pyi?$/, text: /^#\s*\/\/\//m },
  { files: /\.(?:rb|rake|gemspec)$/, text: /^__END__\s*$|<<[-~]?["'`]?[A-Za-z_]/m },
  // Here-documents, and texts of several lines in YAML and TOML.
  { files: CODE_LANGUAGES.shell.files, text: /<<|"""|'''|[|>][-+\d]*\s*$/m },
  // Text of a page outside of its scripts.
  { files: /\.(?:vue|svelte)$/, text: /^/ },
];

/** Matches the beginning of a text of several lines, in which an empty line counts. */
const SPANS = /`|"""|'''|<<|=begin/;

/**
 * Checks whether a line of a comment does nothing: no tool reads it, and no language ends the comment within the line or
 * after it.
 * @param block the marks of the comment around it. Absent for a comment of one line
 */
function isInert(line: string, { blocks }: Pick<Language, 'blocks'>, block?: readonly [string, string]): boolean {
  if (ACTS.test(line) || ENDS.test(line)) return false;
  const begun = block && line.startsWith(block[0]) ? line.slice(block[0].length) : line;
  const inner = block && begun.trimEnd().endsWith(block[1]) ? begun.trimEnd().slice(0, -block[1].length) : begun;
  // Some languages count such marks within a comment, others don't.
  return !blocks.flat().some((mark) => inner.includes(mark));
}

/** Characters that end a line in some languages, escaped ones, and a line that continues in the next one. */
const ENDS = /[\r\v\f\u0085\u2028\u2029]|\\u+[\da-f]{4}|\\$/i;

/** Comments that tools and compilers read. */
const ACTS = new RegExp(
  [
    // Marks, and names that begin with a small letter: `//go:embed`, `# syntax=…`, `# typed: strict`.
    String.raw`^(?:\/\/+|#+)\s*(?:[@#!{]|[a-z][\w-]*\s*[:=](?!\/\/)|\+build|\/?<reference|-\*-)`,
    // A word without a space: `//export F`, `//DEPS a:b:1`.
    String.raw`^(?:\/\/\w|#[a-z]\w*\b)`,
    String.raw`^(?:\/\*!|(?:\/\*+|\*)\s*(?:@(?:jsx|flow|noflow|ts-)|#__)|\/\*+\s*(?:@|:|global|exported))`,
    String.raw`^\W*(?:eslint|istanbul|[cv]8\s|webpack|pragma|noqa|nosec|NOSONAR|nosemgrep|cython|distutils|[a-z]+-(?:ignore|disable|enable))`,
    '^#.*coding[:=]',
    String.raw`^#\s*(?:if|else|elif|endif|define|include)\b`,
  ].join('|'),
);
