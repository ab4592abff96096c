import type { ShownWaitingRow } from '../../data/types.ts';

/** Returns the page with the facts and the buttons for an item that needs attention: its review, its run, or its task. */
export function pageOf({ what, card, run }: ShownWaitingRow): [view: string, rest: (string | number)[]] {
  if (!run || what === 'handoff' || what === 'blocked' || what === 'offbranch') return ['task', [card.id]];
  return [what === 'review' ? 'review' : 'run', [run]];
}
