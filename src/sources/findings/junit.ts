import { type Finding, type ReportFormat, ruleName } from './finding.ts';
import { isJunit, junitCases } from './junit-cases.ts';

/** Some programs name the file of a test in the place of its class only. */
const FILE = /^(?!\w:)((?:[^/>]+\/)+[^/>]*\.\w{1,4}) > /;

/** Failed tests in JUnit's XML. A test that passes is no finding any more. */
export const JUNIT: ReportFormat = {
  name: 'junit',
  title: 'JUnit',
  detect: (text) => isJunit(text),
  read(text) {
    const cases = Array.from(junitCases(text), (one) => ({
      ...{ ...one, name: ruleName(one.name.replaceAll('\\', '/')) },
      file: one.file ?? FILE.exec(one.name.replaceAll('\\', '/'))?.[1],
    }));
    const findings = cases.flatMap(({ name, file, line, outcome, message }): Finding[] =>
      outcome === 'failed' ? [{ rule: name, path: file, line, message: message ?? 'It failed.', level: 'high' }] : [],
    );
    // A test that is skipped may still fail.
    const rules = new Set(cases.flatMap(({ name, outcome }) => (outcome === 'skipped' ? [] : [name])));
    return { tool: 'tests', findings, looked: { rules } };
  },
};
