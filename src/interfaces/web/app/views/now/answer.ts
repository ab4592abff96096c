import type { Card, InHand, RunView, WaitingRow } from '../../data/types.ts';

/** What `report_now` answers. */
export interface NowAnswer {
  waiting: readonly WaitingRow[];
  running: readonly RunView[];
  inHand: readonly InHand[];
  next: readonly Card[];
  totals: Readonly<Record<string, number>>;
}
