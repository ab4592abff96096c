import { onceEachObject } from '../../../base/lazy.ts';
import { isTestPath, type RiskGround, type RiskRuleRow } from '../examine.ts';
import { foundIn, foundPaths } from '../find.ts';
import { TEST_CONFIG } from '../path-rules.ts';
import { importedTests } from './imported-tests.ts';
import { actingLines } from './test-acts.ts';

/** The rules about tests as code: what they do when somebody runs them, and which of them are none. */
export const ACT_RULES = {
  testActs: {
    says: 'lets tests act on the machine that runs them',
    find: (examined) =>
      foundIn(
        examined.filter(({ isTest, isProse, path }) => !isProse && (isTest || TEST_CONFIG.test(path))),
        actingLines,
      ),
  },
  codeInTests: {
    says: 'has code of the product among its tests',
    find: (examined, ground) => {
      const imported = importedInto(ground);
      return foundPaths(examined, ({ path, file }) => file.status !== 'D' && imported.has(path));
    },
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Returns the changed files among the tests that code of the product imports. */
export const importedInto = onceEachObject(
  ({ files, others = [] }: RiskGround): ReadonlyMap<string, string> =>
    importedTests(
      [...files.flatMap(({ path, after }) => (after === undefined ? [] : [{ path, text: after }])), ...others],
      isTestPath,
    ),
);
