import { parseJsonText } from '../../base/json/json-text.ts';
import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import type { HiddenTest } from '../../domain/runs/answers/hidden-answer.ts';
import { type DisputedTest, disputedTests } from '../../domain/runs/hidden-tests.ts';
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

/** Reads the hidden tests of a run. Undefined if its judge wrote none yet, or if the file is lost. */
export function readHiddenTests(file: string): KeptHiddenTest[] | undefined {
  const read = parseJsonText(readCache(file) ?? '');
  return Array.isArray(read) ? (read as KeptHiddenTest[]) : undefined;
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
  const kept = readHiddenTests(runFiles({ runs: runsFolder({ store }), id: run.id }).hiddenTests) ?? [];
  return kept.flatMap(({ id, path, text, criterion, why = '', output = '' }) => {
    const test = open.get(id);
    const about = criterion === undefined ? undefined : acceptance[criterion - 1]?.text;
    return test ? [{ path, text, why, output, base: test.base, ...present({ criterion: about }) }] : [];
  });
}
