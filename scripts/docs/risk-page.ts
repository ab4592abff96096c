import type { RiskRuleRow } from '../../src/domain/risk/examine.ts';
import type { CODE_LANGUAGES } from '../../src/domain/risk/languages.ts';
import { HUGE, LARGE } from '../../src/domain/risk/path-rules.ts';
import { RULES } from '../../src/domain/risk/result-risk.ts';
import { code, GENERATED, table } from './markdown.ts';

/** The languages in which comments and texts are told from code. Scripts of shells are read line by line. */
const TITLES: Readonly<Record<Exclude<keyof typeof CODE_LANGUAGES, 'shell'>, string>> = {
  javascript: 'JavaScript, TypeScript',
  python: 'Python',
  go: 'Go',
  rust: 'Rust',
  java: 'Java, Kotlin, Scala, Groovy',
  csharp: 'C#, F#, Visual Basic',
  ruby: 'Ruby',
};
const LISTED = new Intl.ListFormat('en-GB');

/** Generates the page about the rules that compute a result's risk. */
export function riskPage(): string {
  const size = { high: HUGE, medium: LARGE };
  return [
    '# Risk of a result',
    GENERATED,
    'Rules compute the risk from what a result changes: paths, contents before and after, sizes, and the commands of its checks. No model takes part. A rule finds only what it describes.',
    'If rules find nothing, evidence decides. The risk is low if each criterion has a command that failed before and passes now, or if a person accepted the criterion. A result that only changes texts, tests and comments is of low risk, too, because it changes nothing that runs. Otherwise the risk is unknown.',
    `Rules about code and tests ignore comments and texts of ${LISTED.format(Object.values(TITLES))}. Other files are read line by line.`,
    ...(['high', 'medium'] as const).flatMap((level) => [
      `## ${level === 'high' ? 'High' : 'Medium'} risk`,
      table(
        ['rule', 'the result …'],
        [
          ...Object.entries<RiskRuleRow>(RULES)
            .filter(([, rule]) => (rule.level ?? 'medium') === level)
            .map(([name, { level: own, says, tested }]) => [code(name), own || tested ? says : `${says} *`]),
          [code('size'), `has at least ${size[level].lines} lines or ${size[level].files} files`],
        ],
      ),
    ]),
    '\\* Tests that pass say nothing about it. No [rule](../how-to/let-results-land-by-rule.md) merges such a result.',
    "Lockfiles don't count in the size, nor does what [`runs.generated`](settings.md#runs) names. Binary files and files over 512 KB are not read: the sentence has their number.",
  ]
    .join('\n\n')
    .concat('\n');
}
