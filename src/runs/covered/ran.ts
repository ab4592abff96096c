import { outputParts, plainOutput, shortLines } from '../../base/output/plain-output.ts';
import type { Ran } from './program.ts';
import { TEST_PROGRAMS } from './programs.ts';

/** Sums what all test programs say in an output. Undefined if none says anything about tests. */
function ranIn(output: string): Ran | undefined {
  const said = outputParts(shortLines(plainOutput(output))).flatMap(({ text }) => ranInPart(text) ?? []);
  if (said.length === 0) return undefined;
  return said.reduce((sum, one) => ({ ran: sum.ran + one.ran, failed: sum.failed + one.failed }));
}

function ranInPart(text: string): Ran | undefined {
  const said = TEST_PROGRAMS.flatMap(({ summaries = [], count }) => [
    ...summaries.flatMap(({ words, read, parts }) => {
      const all = Array.from(text.matchAll(words), ([, ...groups]) => read(groups));
      const sum = (of: keyof Ran) => all.reduce((before, one) => before + one[of], 0);
      return all.slice(-1).map((last) => ({ ran: sum('ran'), failed: parts ? sum('failed') : last.failed }));
    }),
    ...(count?.(text) ?? []),
  ]);
  if (said.length === 0) return undefined;
  // Several rows can match words about the same tests.
  return said.reduce((sum, one) => ({ ran: sum.ran + one.ran, failed: Math.max(sum.failed, one.failed) }));
}

/**
 * Says why the output of a program that exited with 0 shows that it proves nothing. `isHidden`: tests failed, and a wrapper
 * such as `|| true` hid that. Otherwise no test ran. @returns undefined if the output says nothing of that kind
 */
export function provesNothing(output: string): { text: string; isHidden: boolean } | undefined {
  const said = ranIn(output);
  if (!said || (said.failed === 0 && said.ran > 0)) return undefined;
  const isHidden = said.failed > 0;
  const what = isHidden ? (said.failed === 1 ? 'a failed test' : `${said.failed} failed tests`) : 'no test';
  return { text: `its output reports ${what}`, isHidden };
}
