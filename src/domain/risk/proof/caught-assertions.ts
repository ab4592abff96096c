import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { swallowing } from '../meaning/does-nothing.ts';
import { matches } from '../patterns.ts';

/** What handles errors of all kinds, in languages in which a failed assertion is one of them. */
const TAKES_ALL = [
  { files: /\.[cm]?[jt]sx?$/, takes: /^(?:\}\s*)?catch\b/ },
  { files: /\.py$/, takes: /^except\s*(?:Exception\b.*)?:/ },
  { files: /\.cs$/, takes: /^(?:\}\s*)?catch\s*(?:\(\s*(?:System\.)?Exception\b.*)?\{?$/ },
] as const;

/** Finds handlers in tests that ignore the failures of the assertions before them. */
export function ignoringAssertions(file: Examined): CodeLine[] {
  const takes = TAKES_ALL.find(({ files }) => files.test(file.path))?.takes;
  if (takes === undefined) return [];
  return swallowing(file).filter((line) => {
    if (!takes.test(line.code)) return false;
    const before = file.after.slice(0, line.n - 1);
    const tried = before.slice(before.findLastIndex(({ code }) => /^try\b/.test(code)) + 1);
    return tried.length < before.length && tried.some(({ code }) => matches(file.language.assertion, code));
  });
}
