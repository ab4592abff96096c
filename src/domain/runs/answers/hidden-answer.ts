/** A test that a judge wrote. */
export interface HiddenTest {
  /** Path in the repository, with slashes. */
  path: string;
  text: string;
  /** Number of the criterion that it tests, counted from 1. */
  criterion?: number;
}

/** Maximum numbers: of characters that are read of an answer, of tests in it, and of characters of a test and of its path. */
export const HIDDEN_LIMITS = { answer: 40_000, tests: 3, text: 8_000, path: 200 } as const;

/**
 * Matches one test: its path on a line of its own, perhaps its criterion, and its text between fences. No line of the
 * question matches, because some programs repeat it: foreign text in it begins with `>`.
 */
const TEST =
  /^[ \t*_#-]*hidden test[*_]*[ \t]*:([^\n]*)\n(?:[ \t*_-]*criterion[ \t]*:?[ \t#]*(\d{1,4})[^\n]*\n)?\s*^(```+|~~~+)[^\n]*\n([\s\S]*?)^\3[ \t]*\r?$/gim;

/** Reads the tests in a judge's answer. A test whose path could leave the repository, or is too long, is left out. */
export function hiddenTestsIn(answer: string): HiddenTest[] {
  const found = new Map<string, HiddenTest>();
  for (const [, name = '', criterion, , text = ''] of answer.slice(0, HIDDEN_LIMITS.answer).matchAll(TEST)) {
    const path = withoutMarks(name);
    if (!isTestFile(path) || text.trim() === '' || text.length > HIDDEN_LIMITS.text) continue;
    found.set(path.toLowerCase(), { path, text, ...(criterion ? { criterion: Number(criterion) } : {}) });
  }
  return [...found.values()].slice(0, HIDDEN_LIMITS.tests);
}

/** Returns a path without the marks of Markdown around it. */
function withoutMarks(name: string): string {
  const words = name.split(/[\s`*]+/).filter((word) => /[^_]/.test(word));
  return words.length === 1 ? words[0]!.replace(/^_+/, '') : '';
}

/** Checks that a path is plain and inside the repository. Files of git and of Backlog are no tests. */
function isTestFile(path: string): boolean {
  if (path.length > HIDDEN_LIMITS.path || !/^[\w@+-][\w.@+/-]*$/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && !/^(?:\.+|\.git|\.backlog)$/i.test(part));
}
