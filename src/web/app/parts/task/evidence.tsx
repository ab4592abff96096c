import { capital } from '../../../../base/quote.ts';
import type { Grading } from '../../../../domain/task/grade.ts';
import { type CriterionEvidence, isProven } from '../../../../domain/task/unmet-criteria.ts';
import { Icon } from '../icon.tsx';
import { visible } from '../text/visible.tsx';
import { Ago } from '../units/when.tsx';

interface Graded {
  met?: CriterionEvidence | undefined;
  /** The grade of the evidence, as the server derived it. */
  graded: Grading | undefined;
}

/** Shows what is known about a criterion, the best evidence first. Evidence that proves nothing says so. */
export function EvidenceView({ met, graded }: Graded) {
  const says = graded?.says ?? [];
  return (
    <>
      {says.map((said, i) => (
        <small key={said} class={`faint anywhere ${graded?.grade === undefined ? 'is-outdated' : ''}`}>
          {visible(capital(said))}
          {i === 0 && met && (
            <>
              {' · '}
              <Ago at={met.at} />
            </>
          )}
        </small>
      ))}
    </>
  );
}

/** Returns the class of a criterion. A claim alone doesn't look like a met criterion. */
export function metClass({ met, graded }: Graded): string {
  if (!isProven({ met })) return '';
  return graded?.grade === 'claimed' ? 'is-claimed' : 'is-met';
}

/** Marks a criterion whose evidence is more than a claim. */
export function MetMark(of: Graded) {
  return <span class="criterion-mark">{metClass(of) === 'is-met' ? <Icon name="check" size={14} /> : null}</span>;
}

/** Shows the command or the check that tests a criterion. */
export function CommandOf({ by }: { by?: string | undefined }) {
  return by === undefined ? null : (
    <small class="faint anywhere">
      Tested by <code>{visible(by)}</code>
    </small>
  );
}
