import { type InTheWay, inTheWayText } from '../domain/task/objections.ts';
import type { Attention, AttentionReason } from '../report/situation.ts';
import { oneLine } from './safe.ts';

/** Texts for the reasons why a task without a run needs a person's attention. */
const OF_TASK = {
  handoff: 'has a handoff note',
  blocked: 'is still blocked',
  offbranch: 'is done, not on the branch',
} as const;

const isOfTask = (why: AttentionReason): why is keyof typeof OF_TASK => why in OF_TASK;

/** Texts for the reasons why a run needs a person's attention. A text follows the run's id. */
const DOES: Readonly<Record<Exclude<AttentionReason, keyof typeof OF_TASK>, string>> = {
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
 * a run, such as `has a handoff note`.
 */
export function needText({ why, run, objections }: Pick<Attention, 'why' | 'run' | 'objections'>): string {
  const does = isOfTask(why) ? OF_TASK[why] : `${run} ${DOES[why]}`;
  return `${does}${objectionsText(objections)}`;
}

/** Formats the reasons against an approval, if any: ` (checks failed: unit; out of scope: README.md)`. */
export function objectionsText(objections: readonly InTheWay[] = []): string {
  return objections.length > 0 ? ` (${oneLine(inTheWayText(objections))})` : '';
}
