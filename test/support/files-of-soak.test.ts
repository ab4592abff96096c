import { expect, test } from 'vitest';
import { isOfSoak } from './files-of-soak.ts';

const SOAK = "import { soak } from '../support/soak-test.ts';\n";
const contract = (module: string) => module === 'test/contract/backend.ts';

test.each([
  ['with soak alone', `import { expect } from 'vitest';\n${SOAK}`, true],
  ['with soak and test', `import { expect, test } from 'vitest';\n${SOAK}`, false],
  ['with an import of several lines', `import {\n  expect,\n  test,\n} from 'vitest';\n${SOAK}`, false],
  ['without a soak', "import { expect } from 'vitest';\n", false],
  ['with a module that defines tests', `${SOAK}import { backend } from '../contract/backend.ts';\n`, false],
  ['with another module', `${SOAK}import { field } from '../runs/support/field.ts';\n`, true],
])('of a file %s, only a soak runs the tests: %s', (_, text, isSoak) => {
  expect(isOfSoak('test/store/a.test.ts', text, contract)).toBe(isSoak);
});
