import { describe, expect, test } from 'vitest';
import { FilterError } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { everyNth } from '../support/soak-test.ts';
import { AFTER_DELETED, type OracleFile, oracleFacts, oracleTasks, readOracle } from './oracle.ts';

const tasks = oracleTasks();
const indexOf = new Map(tasks.map((task, i) => [task.uuid, i]));

/** Mutation testing asks thousands of times, and takes one. */
const CLOCKS = (process.env.FILTER_CLOCKS ?? 'ABCD').split('');

describe.each(everyNth(4, CLOCKS))('filters at clock %s', (clock) => {
  const { now, timezone, cases } = readOracle<OracleFile>(`filter-cases.${clock}`);
  const facts = oracleFacts(now, timezone, tasks);
  const env = { clock: { now: facts.now, zone: timezone } };

  test.each(cases.map((row) => ({ ...row, name: nameOf(row.filter, row.differs_from_taskwarrior) })))(
    '$name',
    ({ filter, expect: expected }) => {
      if (expected === 'error') {
        expect(() => compileFilter(filter, env)).toThrow(FilterError);
        return;
      }
      const selected = compileFilter(filter, env).select(facts);
      const found = selected.map((task) => indexOf.get(task.uuid)!).sort((a, b) => a - b);
      const known = (ids: number[]) =>
        /[-+](READY|(UN)?BLOCKED)|urgency/.test(filter) ? ids.filter((id) => id !== AFTER_DELETED) : ids;
      expect(known(found)).toEqual(known(expected));
    },
  );
});

function nameOf(filter: string, differs: string | undefined): string {
  return `${JSON.stringify(filter)}${differs ? ` (unlike Taskwarrior: ${differs})` : ''}`;
}
