import { CODE_LANGUAGES, type Language } from '../languages.ts';

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

/** Checks whether lines of comments are nothing but comments in all of a file's texts. */
export const hasPlainComments = (path: string, texts: readonly string[]): boolean =>
  !ACTING.some(({ files, text }) => files.test(path) && texts.some((one) => text.test(one)));

/** Matches the beginning of a text of several lines, in which an empty line counts. */
const SPANS = /`|"""|'''|<<|=begin/;

/** Checks whether empty lines can be part of a text. */
export const hasSpans = (texts: readonly string[]): boolean => texts.some((text) => SPANS.test(text));

/**
 * Checks whether a line of a comment does nothing: no tool reads it, and no language ends the comment within the line or
 * after it.
 * @param block the marks of the comment around it. Absent for a comment of one line
 */
export function isInert(
  line: string,
  { blocks }: Pick<Language, 'blocks'>,
  block?: readonly [string, string],
): boolean {
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
