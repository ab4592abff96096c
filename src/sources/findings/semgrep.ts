import { isObject } from '../../base/is-object.ts';
import { type Finding, type Level, type ReportFormat, ruleName } from './finding.ts';
import { lineIn, objectIn, objectsIn, textIn } from './values.ts';

const LEVEL_OF: Readonly<Record<string, Level>> = {
  ERROR: 'high',
  CRITICAL: 'high',
  HIGH: 'high',
  INFO: 'low',
  LOW: 'low',
};

/** The output of `semgrep --json`. It names the scanned files. */
export const SEMGREP: ReportFormat = {
  name: 'semgrep',
  title: 'Semgrep',
  detect: (_, value) =>
    isObject(value) &&
    Array.isArray(value.results) &&
    (isObject(value.paths) || objectsIn(value.results).some((one) => typeof one.check_id === 'string')),
  read(_, value) {
    const { results, paths, errors } = objectIn(value);
    const findings = objectsIn(results).flatMap((one): Finding[] => {
      const [rule, path] = [textIn(one.check_id), textIn(one.path)];
      const { message, severity, is_ignored: isIgnored } = objectIn(one.extra);
      if (rule === undefined || path === undefined || isIgnored === true) return [];
      const level = LEVEL_OF[String(severity).toUpperCase()] ?? 'medium';
      return [
        { rule: ruleName(rule), path, line: lineIn(objectIn(one.start).line), message: textIn(message) ?? rule, level },
      ];
    });
    const { scanned } = objectIn(paths);
    const failed = new Set<unknown>(objectsIn(errors).map(({ path }) => path));
    const files = (Array.isArray(scanned) ? scanned : []).filter(
      (one): one is string => typeof one === 'string' && !failed.has(one),
    );
    return { tool: 'Semgrep', findings, looked: { files: files } };
  },
};
