import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { matches } from '../patterns.ts';

/** A condition of Go for building a file, which stands in a comment. */
export const BUILT_IF = /^\/\/\s*\+?(?:go:)?build\b/;

/** A condition about the machine or the build, which leaves a test out where it can't run. */
const OF_MACHINE =
  /\bgo1\.\d+|\b(?:windows|linux|darwin|unix|wasm|tinygo|WIN\w*|macos|musl)\b|win32|platform|NETFRAMEWORK|\bNET\w*\d|\bwhich\(|\bversion_info\b|\bos\.name\b|\bOSPlatform\b|\bOS\.\w+|\bRUBY_(?:VERSION|ENGINE|PLATFORM)\b|\bJRE\.\w+/;

/** Checks whether tests that are left out on some machines are new: nothing is tested less. */
export function leavesNewOut({ text }: CodeLine, { after, added, isNew }: Examined): boolean {
  const isUsual = /^(?:#if|#\[cfg|\/\/\s*\+?(?:go:)?build)/.test(text) || OF_MACHINE.test(text);
  const isBlock = text.startsWith('#if');
  const areNew = ({ n }: CodeLine) => {
    const rest = after.slice(n).filter(({ code }) => code !== '' && !/^(?:@|#\[|\[)/.test(code));
    if (!isBlock && !BUILT_IF.test(text))
      return rest[0] !== undefined && (isNew(rest[0]) || !BEGINS.test(rest[0].code));
    const end = isBlock ? rest.findIndex((line) => /^#(?:endif|else|elif)/.test(line.text)) : rest.length;
    return rest.slice(0, Math.max(0, end)).every((line) => isNew(line) || !BEGINS.test(line.code));
  };
  // Of equal lines, nobody knows which ones came.
  const isSame = (line: CodeLine) => line.text === text;
  return isUsual && after.filter((line) => isSame(line) && areNew(line)).length >= added.filter(isSame).length;
}

/** The beginning of a function. */
const BEGINS = /^(?:pub(?:\(\w+\))?\s+)?(?:async\s+)?(?:def|fn|func)\s|^(?:public|private|internal)\b.*\w\(/;

/** Values that any other one equals, patterns that match all, calls that may be missing, and a list of allowed results. */
const LOOSE =
  /\bexpect\.any\w*\(|\b(?:ANY|any\w*\(\)|kind_of\(|anything|It\.IsAny|gomock\.Any|Arg\.Any|Matchers\.any\w*|be_a_kind_of)|\bmatch=r?["']\.\*["']|\batLeast\(\s*0|\bStrictness\.LENIENT\b|\blenient\(\)|\.not\.toThrow\(|\bexpect\(\s*\[.*\]\s*\)\.toContain\(|\bfc\.(?:pre|constant)\(/;

/**
 * Finds assertions of the base that more values meet now, or that a condition can leave out.
 * @param unit a test of the file, or its rest
 */
export function looserTests(unit: Examined, file: Examined): CodeLine[] {
  const { added, removed, after, language, path, isNew } = unit;
  const isLoose = ({ spoken }: CodeLine) => LOOSE.test(spoken);
  const isAssertion = ({ code }: CodeLine) => matches(language.assertion, code);
  const came = file.removed.length > 0 ? added.filter(isLoose) : [];
  const loose = came.length > removed.filter(isLoose).length ? came : [];
  const old = new Set(removed.filter(isAssertion).map(({ code }) => matcherOf(code)));
  const isGuarded = (line: CodeLine) => {
    const own = /^(?:if|unless)\b/.test(line.code) && (isAssertion(line) ? line : after[line.n]);
    return own && isAssertion(own) && (!isNew(own) || old.has(matcherOf(own.code)));
  };
  return [...loose, ...(path.endsWith('.go') ? [] : added.filter(isGuarded))];
}

/** Checks whether the code itself answers with a set where it had an order. */
export const isUnorderedNow = ({ isTest, added, removed }: Examined): boolean =>
  !isTest &&
  removed.some(({ code }) => /\b(?:List|Array|Vec)\w*<|\[\]/.test(code) && SIGNATURE.test(code)) &&
  added.some(({ code }) => /\bSet</.test(code) && SIGNATURE.test(code));
const SIGNATURE = /^(?:public|export|pub|protected|func|internal)\b.*\(/;

/** The last call of an assertion, with its argument. */
const matcherOf = (code: string): string => /[\w.]+\([^()]*\);?$/.exec(code)?.[0] ?? code;
