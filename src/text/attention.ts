import { type InTheWay, inTheWayText } from '../domain/task/objections.ts';
import type { Attention, AttentionReason } from '../report/situation.ts';
import { oneLine } from './safe.ts';

/** Verb phrases for runs that need a person's attention. */
const DOES: Readonly<Record<Exclude<AttentionReason, 'handoff'>, string>> = {
  question: 'asks a question',
  review: 'is to be reviewed',
  failure: 'went no further',
  unmerged: 'is approved and cannot be merged yet',
  unsent: 'is not sent',
  unfound: 'is not found in its target any more',
  stuck: 'seems stuck',
};

/**
 * Formats an attention item: `r7 is to be reviewed (red: unit; outside of its scope: README.md)`, or `left with a note`
 * for a handoff.
 */
export function needText({ why, run, objections }: Pick<Attention, 'why' | 'run' | 'objections'>): string {
  const does = why === 'handoff' ? 'left with a note' : `${run} ${DOES[why]}`;
  return `${does}${objectionsText(objections)}`;
}

/** Formats the reasons against an approval: ` (red: unit; outside of its scope: README.md)`; empty without any. */
export function objectionsText(objections: readonly InTheWay[] = []): string {
  return objections.length > 0 ? ` (${oneLine(inTheWayText(objections))})` : '';
}
