import { isObject } from '../../base/is-object.ts';
import { type Finding, type ReportFormat, ruleName } from './finding.ts';
import { lineIn, objectsIn, textIn } from './values.ts';

/** The output of `eslint --format json`, and of tools with the same form. It names all files that it looked at. */
export const ESLINT: ReportFormat = {
  name: 'eslint',
  title: 'ESLint',
  detect: (_, value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => isObject(one) && typeof one.filePath === 'string' && Array.isArray(one.messages)),
  read(_, value) {
    const files = objectsIn(value);
    const findings = files.flatMap(({ filePath, messages }) =>
      objectsIn(messages).flatMap((one): Finding[] => {
        const message = textIn(one.message);
        if (message === undefined) return [];
        const level = one.severity === 2 || one.fatal === true ? 'medium' : 'low';
        const rule = textIn(one.ruleId) ?? (one.fatal === true ? 'syntax' : 'unknown');
        return [{ rule: ruleName(rule), path: String(filePath), line: lineIn(one.line), message, level }];
      }),
    );
    // Of a file that it can't parse, ESLint reports only that.
    const parsed = files.filter(({ messages }) => objectsIn(messages).every(({ fatal }) => fatal !== true));
    return { tool: 'ESLint', findings, looked: { files: parsed.map(({ filePath }) => String(filePath)) } };
  },
};
