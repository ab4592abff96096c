import type { RiskRuleRow } from '../../src/domain/risk/examine.ts';
import { CODE_LANGUAGES } from '../../src/domain/risk/languages.ts';
import { HUGE, LARGE } from '../../src/domain/risk/path-rules.ts';
import { RULES } from '../../src/domain/risk/result-risk.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about the rules that compute a result's risk. */
export function riskPage(): string {
  const size = { high: HUGE, medium: LARGE };
  return [
    '# Risk of a result',
    GENERATED,
    'Rules compute the risk from what a result changes: paths, contents before and after, sizes, and the commands of its checks. No model takes part. A rule finds only what it describes.',
    'If rules find nothing, the risk is low only if it is shown. Each criterion has a command that failed before and passes now, or a person accepted it. A result that only changes texts, tests and comments is of low risk, too, because it changes nothing that runs. Otherwise the risk is unknown.',
    `In ${Object.keys(CODE_LANGUAGES)
      .filter((name) => name !== 'shell')
      .join(', ')}, rules about code and tests leave comments and texts out. Other files are read line by line.`,
    ...(['high', 'medium'] as const).flatMap((level) => [
      `## ${level === 'high' ? 'High' : 'Medium'} risk`,
      table(
        ['rule', 'the result …'],
        [
          ...Object.entries<RiskRuleRow>(RULES)
            .filter(([, rule]) => rule.level === level)
            .map(([name, { says, untested }]) => [code(name), untested ? `${says} *` : says]),
          [code('size'), `has at least ${size[level].lines} lines or ${size[level].files} files`],
        ],
      ),
    ]),
    '\\* Tests that pass say nothing about it. No [rule](../how-to/let-results-land-by-rule.md) lands such a result.',
    "Lockfiles don't count in the size, nor does what [`runs.generated`](settings.md#runs) names. Binary files and files over 512 KB are not read: the sentence has their number.",
  ]
    .join('\n\n')
    .concat('\n');
}
