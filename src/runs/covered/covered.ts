import { stripVTControlCharacters } from 'node:util';
import { cargo } from './cargo.ts';
import { go, goJson } from './go.ts';
import { junit } from './junit.ts';
import { pytest } from './pytest.ts';
import { tap } from './tap.ts';
import { vitest, vitestJson } from './vitest.ts';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** The outcomes of tests by their names. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** What the output of a test program says about its tests. */
export interface Covered {
  passed: number;
  failed: number;
  skipped: number;
  /** The tests that the output names. A program that prints only numbers, or only failures, names none of the others. */
  names: Outcomes;
}

/** Reads the output of one test program. Neither function has effects. */
export interface CoverageFormat {
  name: string;
  /** Checks whether a text is this program's output. Its colours are removed. */
  detect(output: string): boolean;
  /** Reads what the output says. Undefined if it says nothing about tests. */
  read(output: string): Covered | undefined;
}

/** The formats that are read. The first that detects an output reads it: exact formats come before words for people. */
export const FORMATS: readonly CoverageFormat[] = [junit, vitestJson, goJson, tap, vitest, pytest, cargo, go];

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
