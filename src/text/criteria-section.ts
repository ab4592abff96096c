import type { Call } from '../domain/calls/call.ts';
import { criterionLine } from '../domain/task/criteria.ts';
import { type Grading, gradingOf, NO_EVIDENCE, TO_AGREE } from '../domain/task/grade.ts';
import { isProven } from '../domain/task/unmet-criteria.ts';
import type { Brief } from '../report/brief.ts';
import type { Cell, Section } from './doc/doc.ts';
import { oneLine } from './safe.ts';

/** Limits of the criteria in a brief. `line` is for a sentence with a line to type, which may not be cut. */
const CRITERIA_LIMITS = { criteria: 30, criterion: 300, evidence: 200, line: 3_000 } as const;

/** Returns the acceptance criteria of a task, each with what vouches for it. */
export function criteriaSection({ task: { acceptance = [] }, grades = [] }: Brief, more: Call): Section {
  const { criteria, criterion } = CRITERIA_LIMITS;
  return {
    ...{ title: 'Acceptance criteria', count: false, most: criteria, more },
    columns: [
      { head: '', kind: 'mark' },
      { head: '', kind: 'key' },
      { head: '', kind: 'criterion' },
    ],
    rows: acceptance.map((one) => {
      const graded = grades.find(({ criterion: id }) => id === one.id) ?? gradingOf({ criterion: one });
      const says = graded.says.filter((said) => said !== NO_EVIDENCE);
      const text = criterionLine(one);
      return [
        markOf(isProven(one), graded),
        { is: 'text', text: one.id, line: `[${one.id}]`, style: 'faint' },
        {
          ...{ is: 'text', text: withSaid(text, says), style: says.length > 0 && !graded.grade ? 'faint' : undefined },
          line: withSaid(oneLine(text, criterion), says.map(shortened)),
        },
      ];
    }),
  };
}

const withSaid = (text: string, says: readonly string[]) => `${text}${says.length > 0 ? ` (${says.join('; ')})` : ''}`;

const shortened = (said: string) =>
  oneLine(said, said.includes(TO_AGREE) ? CRITERIA_LIMITS.line : CRITERIA_LIMITS.evidence);

/** A claim has a box with a tick in another colour than evidence that Backlog or a person vouches for. */
function markOf(proven: boolean, { grade }: Grading): Cell {
  return proven ? { is: 'text', text: '☑', style: grade === 'claimed' ? 'faint' : 'good' } : '☐';
}
