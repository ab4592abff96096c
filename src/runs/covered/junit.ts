import { isJunit, junitCases } from '../../sources/findings/junit-cases.ts';
import type { CoverageFormat } from './format.ts';
import { counting } from './names.ts';
import type { TestProgram } from './program.ts';

const format: CoverageFormat = {
  name: 'junit',
  exact: true,
  detect: isJunit,
  read(output) {
    const seen = counting();
    for (const { name, outcome } of junitCases(output)) seen.add(name, outcome);
    return seen.covered();
  },
};

/** The XML of JUnit, which many test programs can write: Maven, Gradle, pytest, vitest, jest-junit, gotestsum. */
export const junit: TestProgram = { of: 'JUnit', formats: [format] };
