import { clip } from '../../../base/clip.ts';
import { CRITERION_VERDICTS } from '../../kinds/run/check.ts';
import type { Run } from '../../records.ts';

/** A judge's verdict about one criterion. It is an opinion about the diff, not evidence. */
export type CriterionVerdict = NonNullable<NonNullable<Run['checks']>[number]['verdicts']>[number];

/** A criterion as a judge was asked about it. */
export interface AskedCriterion {
  id: string;
  text: string;
}

/** Stands for the criteria of a task that has none: its description and documents. */
export const WHOLE_TASK: AskedCriterion = { id: 'task', text: '' };

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

/** The verdicts in an answer by the number of the criterion in the question, from 1. Tasks can have equal criteria. */
export type NumberedVerdicts = ReadonlyMap<number, CriterionVerdict>;

/**
 * Reads the verdicts in a judge's answer. The last line about a criterion counts.
 * @param criteria the criteria, in the order of their numbers in the question
 */
export function verdictsIn(answer: string, criteria: readonly AskedCriterion[]): NumberedVerdicts {
  const found = new Map<number, CriterionVerdict>();
  for (const [, number, word = '', rest = ''] of answer.matchAll(LINE)) {
    const asked = criteria[Number(number) - 1];
    if (asked === undefined) continue;
    const at = PLACE.exec(rest);
    const reason = rest.slice(at?.[0].length ?? 0).replace(/^[\s*_"'`,.;:()[\]–—-]+/, '');
    found.set(Number(number), {
      ...aboutOf(asked),
      verdict: CRITERION_VERDICTS.find((one) => one === word.toLowerCase()) ?? 'unclear',
      ...(at ? { at: clip(at[1]!, REASON) } : {}),
      text: clip(reason.trim(), REASON),
    });
  }
  return found;
}

/** Returns the fields of a verdict that name its criterion. Its text can change later, and so can what has its id. */
function aboutOf({ id, text }: AskedCriterion): Pick<CriterionVerdict, 'criterion' | 'of'> {
  return { criterion: id, ...(text === '' ? {} : { of: text }) };
}

/** Lists the criteria of a task about which a judge was not asked, because they were added or changed since. */
export function unjudgedOf<Criterion extends AskedCriterion>(
  verdicts: readonly CriterionVerdict[],
  acceptance: readonly Criterion[],
): Criterion[] {
  // Records of earlier versions have ids only.
  const isAbout = ({ criterion, of }: CriterionVerdict, { id, text }: Criterion) =>
    of === undefined ? criterion === id : of === text;
  return acceptance.filter((one) => !verdicts.some((verdict) => isAbout(verdict, one)));
}

/**
 * Combines the verdicts about the parts of a diff. A part that rejects decides, then a part that accepts: no part shows
 * the whole result.
 * @param criteria all criteria of the question; one without a verdict is unclear
 */
export function combineVerdicts(
  parts: readonly NumberedVerdicts[],
  criteria: readonly AskedCriterion[],
): CriterionVerdict[] {
  return criteria.map((asked, i) => {
    const said = parts.flatMap((part) => part.get(i + 1) ?? []);
    const decisive = said.find(({ verdict }) => verdict === 'rejected') ?? said.find(isAccepted) ?? said[0];
    return decisive ?? { ...aboutOf(asked), verdict: 'unclear', text: 'no answer about it' };
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
