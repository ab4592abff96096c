import type { ResultRisk } from '../../../../../domain/risk/meaning/risk-shape.ts';
import { countOf } from '../../../parts/units/amounts.ts';

/**
 * Returns the question that the key for an approval asks first: the risk is high or unknown, or files are unseen. A slip
 * of one key then approves nothing. @returns undefined if one key is enough
 */
export function doubtOf({
  level,
  unseen,
}: {
  level: ResultRisk['level'] | undefined;
  unseen: number;
}): string | undefined {
  const reasons = [
    ...(level === 'high' ? ['The risk of this result is high.'] : []),
    ...(level === 'unknown' ? ['The risk of this result is unknown: no test shows what it does.'] : []),
    ...(level === undefined ? ["The risk of this result can't be computed."] : []),
    ...(unseen > 0 ? [`You have not marked ${countOf(unseen, 'file')} as seen.`] : []),
  ];
  return reasons.length === 0 ? undefined : reasons.join(' ');
}
