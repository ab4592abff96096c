import { type OutputPart, outputParts, plainOutput, shortLines } from '../../base/output/plain-output.ts';
import type { Covered, Outcomes } from './format.ts';
import { TEST_PROGRAMS } from './programs.ts';

/** The formats that are read. The first that detects an output reads it: exact formats come before words for people. */
const FORMATS = TEST_PROGRAMS.flatMap(({ formats = [] }) => formats).sort(
  (a, b) => Number(b.exact ?? false) - Number(a.exact ?? false),
);

/**
 * Reads an output in the first format that detects it. Undefined for any other text. If a tool ran several test programs,
 * reads each by itself, and names its tests after its prefix.
 */
export function readCovered(output: string): (Covered & { format: string }) | undefined {
  const read = outputParts(plainOutput(output)).flatMap((part) => partCovered(part) ?? []);
  const [first] = read;
  if (!first || read.length === 1) return first;
  const sum = (of: 'passed' | 'failed' | 'skipped') => read.reduce((all, one) => all + one[of], 0);
  // Names of only some programs would make the tests of the others look new.
  const names = new Map(read.every((one) => one.names.size > 0) ? read.flatMap((one) => [...one.names]) : []);
  return { format: first.format, names, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

function partCovered({ of, text }: OutputPart): (Covered & { format: string }) | undefined {
  const short = shortLines(text);
  for (const { name, exact, detect, read } of FORMATS) {
    const own = exact ? text : short;
    const covered = detect(own) ? read(own) : undefined;
    if (!covered || covered.passed + covered.failed + covered.skipped === 0) continue;
    const names =
      of === '' ? covered.names : new Map(Array.from(covered.names, ([test, end]) => [`${of} > ${test}`, end]));
    return { ...covered, names, format: name };
  }
  return undefined;
}

/** Compares tests with those of the start commit: how many are new, and how many passed ones fail there. */
export function comparedWith(base: Outcomes, now: Outcomes): { added: number; cured: number } {
  let [added, cured] = [0, 0];
  for (const [name, outcome] of now) {
    if (!base.has(name)) added++;
    else if (outcome === 'passed' && base.get(name) === 'failed') cured++;
  }
  return { added, cured };
}
