import { isObject } from '../../base/is-object.ts';
import { parseJsonText } from '../../base/json/json-text.ts';
import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import type { HiddenTest } from '../../domain/runs/answers/hidden-answer.ts';
import { type DisputedTest, disputedTests } from '../../domain/runs/hidden-tests.ts';
import { sha256 } from '../../store/index.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { runFiles, runsFolder } from '../run-folder.ts';
import { readCache, writeCache } from '../upkeep/cache-file.ts';

/** A hidden test with its last outcome on a result. */
export interface KeptHiddenTest extends HiddenTest {
  id: string;
  why?: string;
  output?: string;
}

/** Returns the id of a hidden test, which its content decides. */
export const idOfTest = ({ path, text }: HiddenTest): string => sha256(JSON.stringify([path, text])).slice(0, 8);

/**
 * Reads the hidden tests that a run's record names. An agent without a sandbox can write the file, so a test counts only
 * if its content has its id.
 */
export function readHiddenTests(file: string, { hiddenTests }: Pick<Run, 'hiddenTests'>): KeptHiddenTest[] {
  const read = parseJsonText(readCache(file) ?? '');
  const kept = Array.isArray(read) ? read.filter(isKept) : [];
  return (hiddenTests?.tests ?? []).flatMap(({ id }) => kept.find((test) => test.id === id) ?? []);
}

function isKept(test: unknown): test is KeptHiddenTest {
  if (!isObject(test)) return false;
  const { id, path, text } = test;
  return typeof path === 'string' && typeof text === 'string' && id === idOfTest({ path, text });
}

/** Keeps the hidden tests of a run outside its record, which agents can read. */
export function keepHiddenTests(file: string, tests: readonly KeptHiddenTest[]): void {
  writeCache(file, JSON.stringify(tests));
}

/** Returns the failed hidden tests of a result, for a person. Agents get none: the next round could fit the tests. */
export function disputedOf({ store, caller, queue }: Context, run: Run): DisputedTest[] {
  const open = new Map(disputedTests(run).map((test) => [test.id, test]));
  if (open.size === 0 || caller.actor.kind !== 'human' || !isRunHere(run, store)) return [];
  const { acceptance = [] } = queue.get(run.task) ?? {};
  const kept = readHiddenTests(runFiles({ runs: runsFolder({ store }), id: run.id }).hiddenTests, run);
  return kept.flatMap(({ id, path, text, criterion, why = '', output = '' }) => {
    const test = open.get(id);
    const about = criterion === undefined ? undefined : acceptance[criterion - 1]?.text;
    return test ? [{ path, text, why, output, base: test.base, ...present({ criterion: about }) }] : [];
  });
}
