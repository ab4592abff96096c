import { isObject } from '../../base/is-object.ts';
import { type Finding, type Level, type Report, type ReportFormat, ruleName } from './finding.ts';
import { objectIn, objectsIn, textIn } from './values.ts';

const LEVEL_OF: Readonly<Record<string, Level>> = { critical: 'high', high: 'high', moderate: 'medium' };
const levelOf = (severity: unknown): Level => LEVEL_OF[String(severity)] ?? 'low';

/** The output of `npm audit --json`, of npm 6 (`advisories`) and later (`vulnerabilities`). It covers all packages. */
export const NPM_AUDIT: ReportFormat = {
  name: 'npm-audit',
  title: 'npm audit',
  detect: (_, value) =>
    isObject(value) &&
    ((isObject(value.vulnerabilities) && (value.auditReportVersion !== undefined || isObject(value.metadata))) ||
      (isObject(value.advisories) && isObject(value.metadata))),
  read(_, value) {
    const { vulnerabilities, advisories } = objectIn(value);
    return {
      tool: 'npm audit',
      findings: isObject(vulnerabilities) ? ofPackages(vulnerabilities) : ofAdvisories(objectIn(advisories)),
      looked: 'everywhere',
    } satisfies Report;
  },
};

/** One finding for each vulnerable package. Packages that are vulnerable only through another one are left out. */
function ofPackages(packages: Readonly<Record<string, unknown>>): Finding[] {
  return Object.entries(packages).flatMap(([name, value]): Finding[] => {
    const { via, severity, range, fixAvailable } = objectIn(value);
    const causes = objectsIn(via);
    if (causes.length === 0) return [];
    const { name: to, version } = objectIn(fixAvailable);
    const fix =
      textIn(to) === undefined
        ? fixAvailable
          ? 'npm audit fix updates it.'
          : 'No fix is known.'
        : `Fixed by ${to} ${version}.`;
    const titles = causes.map(({ title, url }) =>
      [textIn(title) ?? 'vulnerable', textIn(url)].filter(Boolean).join(' '),
    );
    return [
      {
        rule: ruleName(name),
        path: 'package.json',
        message: [`${name} ${textIn(range) ?? ''} is vulnerable (${String(severity)}).`, ...titles, fix].join('\n'),
        level: levelOf(severity),
      },
    ];
  });
}

function ofAdvisories(advisories: Readonly<Record<string, unknown>>): Finding[] {
  return Object.values(advisories).flatMap((value): Finding[] => {
    const { module_name: name, title, severity, url, recommendation } = objectIn(value);
    const rule = textIn(name);
    if (rule === undefined) return [];
    const lines = [`${rule} is vulnerable (${String(severity)}).`, textIn(title), textIn(url), textIn(recommendation)];
    return [{ rule, path: 'package.json', message: lines.filter(Boolean).join('\n'), level: levelOf(severity) }];
  });
}
