import { clip } from '../../../base/clip.ts';
import { CRITERION_VERDICTS } from '../../kinds/run/check.ts';
import type { Run } from '../../records.ts';

/** A judge's verdict about one criterion. It is an opinion about the diff, not evidence. */
export type CriterionVerdict = NonNullable<NonNullable<Run['checks']>[number]['verdicts']>[number];

/** Stands for the criteria of a task that has none: its description and documents. */
export const WHOLE_TASK = 'task';

/** Maximum number of characters of a verdict's reason. */
const REASON = 300;

/**
 * Matches the line of a verdict. Models like to set words in bold. No line of the question matches, because some programs
 * repeat it: foreign text in it begins with `>`.
 */
const LINE = new RegExp(
  String.raw`^[ \t*_"'\x60-]*criterion[ \t]+#?(\d{1,4})[*_"'\x60]*[ \t]*:[ \t*_"'\x60]*(${CRITERION_VERDICTS.join('|')}|cannot tell)\b(.*)$`,
  'gim',
);

/** A file and a line at the beginning of a reason: `src/a.ts:12`. */
const PLACE = /^[\s*_"'`,.;:()[\]–—-]*([^\s"'`:()[\]]+:\d+)(?:-\d+)?(?![\w./])/;

/**
 * Reads the verdicts in a judge's answer. The last line about a criterion counts.
 * @param criteria ids of the criteria, in the order of their numbers in the question
 */
export function verdictsIn(answer: string, criteria: readonly string[]): CriterionVerdict[] {
  const found = new Map<string, CriterionVerdict>();
  for (const [, number, word = '', rest = ''] of answer.matchAll(LINE)) {
    const criterion = criteria[Number(number) - 1];
    if (criterion === undefined) continue;
    const at = PLACE.exec(rest);
    const reason = rest.slice(at?.[0].length ?? 0).replace(/^[\s*_"'`,.;:()[\]–—-]+/, '');
    found.set(criterion, {
      criterion,
      verdict: CRITERION_VERDICTS.find((one) => one === word.toLowerCase()) ?? 'unclear',
      ...(at ? { at: clip(at[1]!, REASON) } : {}),
      text: clip(reason.trim(), REASON),
    });
  }
  return [...found.values()];
}

/**
 * Combines the verdicts about the parts of a diff. A part that rejects decides, then a part that accepts: no part shows
 * the whole result.
 * @param criteria ids of all criteria; one without a verdict is unclear
 */
export function combineVerdicts(
  parts: readonly (readonly CriterionVerdict[])[],
  criteria: readonly string[],
): CriterionVerdict[] {
  const all = parts.flat();
  return criteria.map((criterion) => {
    const said = all.filter((one) => one.criterion === criterion);
    const decisive = said.find(({ verdict }) => verdict === 'rejected') ?? said.find(isAccepted) ?? said[0];
    return decisive ?? { criterion, verdict: 'unclear', text: 'no answer about it' };
  });
}

/** Decides whether a judge's check has passed, and says why. @param spoke whether it said anything about a criterion */
export function judgeOutcome(verdicts: readonly CriterionVerdict[], spoke: boolean): { ok: boolean; why: string } {
  if (!spoke) return { ok: false, why: 'its answer has no line about a criterion, such as "Criterion 1: accepted"' };
  const count = (one: CriterionVerdict['verdict']) => verdicts.filter(({ verdict }) => verdict === one).length;
  const counts = CRITERION_VERDICTS.flatMap((one) => (count(one) > 0 ? [`${count(one)} ${one}`] : []));
  const rejected = verdicts.find(({ verdict }) => verdict === 'rejected');
  const reason = [rejected?.at, rejected?.text].filter(Boolean).join(' ');
  return { ok: !rejected, why: `criteria: ${counts.join(', ')}${reason === '' ? '' : ` (${clip(reason, 120)})`}` };
}

function isAccepted({ verdict }: Pick<CriterionVerdict, 'verdict'>): boolean {
  return verdict === 'accepted';
}
