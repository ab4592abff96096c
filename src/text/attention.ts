import { SHOWN_STATES } from '../domain/state-words.ts';
import { type InTheWay, inTheWayText } from '../domain/task/objections.ts';
import type { Attention } from '../report/situation.ts';
import { oneLine } from './safe.ts';

/**
 * Formats an attention item: `r7 is in review (checks failed: unit; out of scope: README.md)`, or, of a task without
 * a run, `has a handoff note` or `is still blocked`.
 */
export function needText({
  why,
  run,
  state,
  objections,
}: Pick<Attention, 'why' | 'run' | 'state' | 'objections'>): string {
  if (run === undefined || state === undefined) return why === 'handoff' ? 'has a handoff note' : 'is still blocked';
  return `${run} ${why === 'stuck' ? 'seems stuck' : SHOWN_STATES[state].does}${objectionsText(objections)}`;
}

/** Formats the reasons against an approval, if any: ` (checks failed: unit; out of scope: README.md)`. */
export function objectionsText(objections: readonly InTheWay[] = []): string {
  return objections.length > 0 ? ` (${oneLine(inTheWayText(objections))})` : '';
}
