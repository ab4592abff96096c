import { type InTheWay, inTheWayText } from '../domain/task/objections.ts';
import type { Attention, AttentionReason } from '../report/situation.ts';
import { oneLine } from './safe.ts';

/** Texts for the reasons why a run needs a person's attention. A text follows the run's id. */
const DOES: Readonly<Record<Exclude<AttentionReason, 'handoff' | 'blocked'>, string>> = {
  question: 'asks a question',
  review: 'is in review',
  failure: 'ended without a result',
  unmerged: 'is approved but not merged yet',
  unsent: 'has an unsent result',
  unfound: 'is no longer found in its target branch',
  stuck: 'seems stuck',
};

/**
 * Formats an attention item: `r7 is in review (checks failed: unit; out of scope: README.md)`, or, of a task without
 * a run, `has a handoff note` or `is still blocked`.
 */
export function needText({ why, run, objections }: Pick<Attention, 'why' | 'run' | 'objections'>): string {
  const does =
    why === 'handoff' ? 'has a handoff note' : why === 'blocked' ? 'is still blocked' : `${run} ${DOES[why]}`;
  return `${does}${objectionsText(objections)}`;
}

/** Formats the reasons against an approval, if any: ` (checks failed: unit; out of scope: README.md)`. */
export function objectionsText(objections: readonly InTheWay[] = []): string {
  return objections.length > 0 ? ` (${oneLine(inTheWayText(objections))})` : '';
}
