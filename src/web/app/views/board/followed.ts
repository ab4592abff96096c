import type { Outputs } from '../../../sdk/calls.ts';
import type { Card } from '../../data/types.ts';

type Cards = ReadonlyMap<string, Card>;

/** Merges a server's answer into the shown cards. An answer without `gone` replaces all cards. */
export function followed(before: Cards, { cards, gone }: Pick<Outputs['report_board'], 'cards' | 'gone'>): Cards {
  const next = new Map(gone === null ? [] : before);
  for (const uuid of gone ?? []) next.delete(uuid);
  for (const card of cards) next.set(card.uuid, card);
  return next;
}
