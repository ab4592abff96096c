import { isObject } from '../../base/is-object.ts';
import { parseJsonText } from '../../base/json/json-text.ts';
import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import type { HiddenTest } from '../../domain/runs/answers/hidden-answer.ts';
import type { DisputedTest } from '../../domain/runs/hidden/disputed-test.ts';
import { disputedTests, type LostTests } from '../../domain/runs/hidden/hidden-tests.ts';
import { sha256 } from '../../store/index.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runFiles, runsFolder } from '../run-folder.ts';
import { readCache, writeCache } from '../upkeep/cache-file.ts';

/** A hidden test with its last outcome on a result. */
export interface KeptHiddenTest extends Omit<HiddenTest, 'criterion'> {
  id: string;
  /** The criterion that it tests, as the judge read it. Its position can change. */
  about?: string;
  why?: string;
  output?: string;
}

/** Returns the id of a hidden test, which its content decides. */
export const idOfTest = ({ path, text }: Pick<HiddenTest, 'path' | 'text'>): string =>
  sha256(JSON.stringify([path, text])).slice(0, 8);

/** Returns the digests of a test that the record of its run keeps. */
export function testSums({ path, text, about, why, output }: KeptHiddenTest): { test: string; end: string } {
  const sum = (...values: (string | undefined)[]) => sha256(JSON.stringify(values.map((value) => value ?? null)));
  return { test: sum(path, text, about), end: sum(why, output) };
}

/**
 * Reads the hidden tests that a run's record names. An agent without a sandbox can write the file, so a test counts only
 * if its content has the digest of the record. How it ended counts by a digest of its own.
 */
export function readHiddenTests(file: string, { hiddenTests }: Pick<Run, 'hiddenTests'>): KeptHiddenTest[] {
  const read = parseJsonText(readCache(file) ?? '');
  const kept = Array.isArray(read) ? read.flatMap(keptOf) : [];
  return (hiddenTests?.tests ?? []).flatMap(({ id, sums }) => {
    const found = kept.find((test) => test.id === id && (!sums || sums.test === testSums(test).test));
    if (!found || !sums || sums.end === testSums(found).end) return found ?? [];
    const { why: _, output: __, ...test } = found;
    return [test];
  });
}

/** Reads a test of the file, if its content has its id. */
function keptOf(test: unknown): KeptHiddenTest[] {
  if (!isObject(test)) return [];
  const [id, path, text, about, why, output] = ['id', 'path', 'text', 'about', 'why', 'output'].map((name) => {
    const value = test[name];
    return typeof value === 'string' ? value : undefined;
  });
  if (path === undefined || text === undefined || id !== idOfTest({ path, text })) return [];
  return [{ id, path, text, ...present({ about, why, output }) }];
}

/** Keeps the hidden tests of a run outside its record, which agents can read. */
export function keepHiddenTests(file: string, tests: readonly KeptHiddenTest[]): void {
  writeCache(file, JSON.stringify(tests));
}

/**
 * Returns the failed hidden tests of a result, for a person, and counts those whose text is missing. Agents get neither: the
 * next round could fit the tests.
 */
export function disputedOf(
  { store, caller, queue }: Context,
  run: Run,
): { disputed?: DisputedTest[]; lost?: LostTests } {
  const open = new Map(disputedTests(run).map((test) => [test.id, test]));
  if (open.size === 0 || caller.actor.kind !== 'human') return {};
  if (!isRunHere(run, store)) return { lost: { count: open.size, elsewhere: true } };
  const { acceptance = [] } = queue.get(run.task) ?? {};
  const isNow = (about: string) => acceptance.some((criterion) => criterion.text === about);
  const kept = readHiddenTests(runFiles({ runs: runsFolder({ store }), id: run.id }).hiddenTests, run);
  const disputed = kept.flatMap(({ id, path, text, about, why, output = '' }): DisputedTest[] => {
    const test = open.get(id);
    if (!test || why === undefined) return [];
    const outdated = about !== undefined && !isNow(about) ? { outdated: true as const } : {};
    return [{ path, text, why, output, base: test.base, ...present({ criterion: about }), ...outdated }];
  });
  const count = open.size - disputed.length;
  return { ...(disputed.length > 0 ? { disputed } : {}), ...(count > 0 ? { lost: { count } } : {}) };
}
