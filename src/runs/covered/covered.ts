import { stripVTControlCharacters } from 'node:util';
import type { Covered, Outcomes } from './format.ts';
import { TEST_PROGRAMS } from './programs.ts';

/** The formats that are read. The first that detects an output reads it: exact formats come before words for people. */
const FORMATS = TEST_PROGRAMS.flatMap(({ formats = [] }) => formats).sort(
  (a, b) => Number(b.exact ?? false) - Number(a.exact ?? false),
);

/** Reads an output in the first format that detects it. Undefined for any other text. */
export function readCovered(text: string): (Covered & { format: string }) | undefined {
  const output = stripVTControlCharacters(text).replaceAll('\r\n', '\n');
  for (const { name, detect, read } of FORMATS) {
    const covered = detect(output) ? read(output) : undefined;
    if (covered && covered.passed + covered.failed + covered.skipped > 0) return { ...covered, format: name };
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
