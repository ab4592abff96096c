import { shortLines } from '../../base/output/plain-output.ts';
import type { CoverageFormat } from './format.ts';
import { counting } from './names.ts';
import { NONE, partly, ranOf, summary, type TestProgram } from './program.ts';

/** A test point: `ok 1 - adds # SKIP reason`. Its indentation is the depth of its subtest. */
const POINT = /^( *)(not )?ok\b(?: +\d+)?(?: +- +| +)?(.*)$/;

/** A subtest's parent is no test itself. */
const format: CoverageFormat = {
  name: 'tap',
  exact: true,
  detect: (output) =>
    /^TAP version \d+$/m.test(output) || (/^ *(not )?ok \d+/m.test(output) && /^1\.\.\d+/m.test(output)),
  read(output) {
    const seen = counting();
    // The points of a subtest come before the point of its parent, which has less indentation.
    let deeper: { depth: number; points: { name: string; outcome: 'passed' | 'failed' | 'skipped' }[] }[] = [];
    const path: string[] = [];
    for (const line of shortLines(output).split('\n')) {
      const [, subtest, title] = /^( *)# Subtest: (.*)$/.exec(line) ?? [];
      if (subtest !== undefined) path.splice(subtest.length / 4, path.length, title!);
      const [, space, not, rest] = POINT.exec(line) ?? [];
      if (space === undefined) continue;
      const depth = space.length;
      const inner = deeper.filter((one) => one.depth > depth);
      deeper = deeper.filter((one) => one.depth <= depth);
      const [, text = '', directive] = /^(.*?)(?: +# *(skip|todo)\b.*)?$/i.exec(rest!) ?? [];
      const name = [...path.slice(0, depth / 4), text.replaceAll('\\#', '#')].join(' > ');
      // A point of todo counts as skipped, whatever its outcome: TAP says that it is no failure.
      const outcome = directive ? 'skipped' : not ? 'failed' : 'passed';
      const own = inner.length > 0 ? inner.flatMap(({ points }) => points) : [{ name, outcome } as const];
      const level = deeper.find((one) => one.depth === depth);
      if (level) for (const point of own) level.points.push(point);
      else deeper.push({ depth, points: [...own] });
    }
    for (const { points } of deeper) for (const { name, outcome } of points) seen.add(name, outcome);
    return seen.covered();
  },
};

/** TAP 12 to 14, as `node --test --test-reporter=tap`, tape and bats print it. */
export const tap: TestProgram = {
  of: 'TAP',
  summaries: [
    partly(/^ok \d+(?!.*# *(?:skip|todo)\b)/gim, () => ranOf(1)),
    partly(/^not ok \d+(?!.*# *(?:skip|todo)\b)/gim, () => ranOf(0, 1)),
    summary(/^1\.\.0\b/gm, () => NONE),
  ],
  formats: [format],
};
