import { counted } from '../../base/amounts.ts';
import type { Run } from '../records.ts';

type Check = NonNullable<Run['checks']>[number];

/** Formats what a check covered: `41 tests`, `3 new`, `1 fails without the change`. Empty if its output says nothing. */
export function testsTexts({ tests, base }: Pick<Check, 'tests' | 'base'>): string[] {
  return [
    ...(tests ? [counted(tests.passed + tests.failed, 'test')] : []),
    ...(tests && tests.skipped > 0 ? [`${tests.skipped} skipped`] : []),
    ...(tests?.added ? [`${tests.added} new`] : []),
    ...(tests?.cured ? [`${tests.cured} ${tests.cured === 1 ? 'fails' : 'fail'} without the change`] : []),
    ...(base && !(tests?.cured && base.ok === false) ? [baseText(base)] : []),
  ];
}

function baseText({ ok, newTest, other }: NonNullable<Check['base']>): string {
  if (newTest !== undefined) return 'a new test, not on the start commit';
  return other === undefined ? BASE[String(ok)]! : `fails without the change for another reason: ${other}`;
}

/** The outcome of the whole check on the start commit. */
const BASE: Readonly<Record<string, string>> = {
  true: 'passes without the change, too',
  false: 'fails without the change',
  undefined: 'not known without the change',
};
