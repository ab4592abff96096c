import { sentence } from '../../../../../base/output/sentence.ts';
import type { ResultRisk } from '../../../../../domain/risk/meaning/risk-shape.ts';
import { FormDialog } from '../../../parts/dialog.tsx';
import { countOf } from '../../../parts/units/amounts.ts';

/**
 * Returns what is asked before an approval, the worst first: what rules found, that nothing vouches for the result, or
 * that files are unseen. @returns undefined if nothing has to be asked
 */
export function doubtOf({
  risk,
  unseen,
}: {
  risk: Pick<ResultRisk, 'level' | 'reasons'> | undefined;
  unseen: number;
}): readonly string[] | undefined {
  const found = (risk?.reasons ?? []).map(({ says }) => `It ${says}`).join('; ');
  const reasons = [
    ...(risk?.level === 'high' || risk?.level === 'medium' ? [sentence(`The risk is ${risk.level}: ${found}`)] : []),
    ...(risk?.level === 'unknown' ? ['The risk is unknown: no test shows what it does.'] : []),
    ...(risk === undefined ? ["The risk can't be computed."] : []),
    ...(unseen > 0 ? [`You have not marked ${countOf(unseen, 'file')} as seen.`] : []),
  ];
  return reasons.length === 0 ? undefined : reasons;
}

interface Props {
  run: string;
  /** Of {@link doubtOf}. */
  doubt: readonly string[];
  onYes(): unknown;
  onClose(): void;
}

/** Asks before an approval. The worst reason is the question's heading. */
export function DoubtDialog({ run, doubt: [first, ...others], onYes, onClose }: Props) {
  return (
    <FormDialog title={`Approve ${run}?`} heading={first!} action="Approve" ready onSubmit={onYes} onClose={onClose}>
      {others.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </FormDialog>
  );
}
