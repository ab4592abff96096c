import { counted } from '../../base/amounts.ts';
import { groupedBy, pushAll } from '../../base/iterables.ts';
import type { Linked } from '../../domain/records.ts';
import { linksOf } from '../../work/services/links.ts';
import type { PlannedAct, Unsent } from '../../work/services/push-plan.ts';
import { isMissing, type Missing, missingParts } from '../../work/services/unread.ts';
import type { Context } from '../../work/workspace/context.ts';

/**
 * Returns what the services don't show of linked items, and what these don't have of the queue. Items that lack something
 * come first. Asks no service.
 */
export async function missingAmong(context: Context, isMeant: (linked: Linked) => boolean): Promise<Missing[]> {
  const { state } = context.store;
  const found = Array.from(state.all('linked')).filter(([, linked]) => isMissing(linked) && isMeant(linked));
  if (found.length === 0) return [];
  const { planUnsent } = await import('../exchange-on-call.ts');
  const missing: Missing[] = [];
  for (const [name, only] of groupedBy(found, ([, { source }]) => source)) {
    const source = state.get('source', name);
    if (!source) continue;
    const unsent = await planUnsent(context, { source, links: linksOf(context, name), only });
    const lackingFirst = only.sort(([one], [other]) => Number(unsent.has(other)) - Number(unsent.has(one)));
    pushAll(
      missing,
      lackingFirst.flatMap(([id, linked]) => withUnsent(missingParts(linked), unsent.get(id), linked)),
    );
  }
  return missing;
}

const withUnsent = (parts: readonly Missing[], unsent: Unsent | undefined, { gone }: Linked): Missing[] =>
  parts.map((one) => ({
    ...one,
    why: [one.why, one.part === 'item' ? namesOf(unsent, gone) : ''].filter(Boolean).join('. '),
  }));

/** Names what an item doesn't have of the queue, such as `Not sent: description, 2 notes`. */
function namesOf(unsent: Unsent | undefined, gone: Linked['gone']): string {
  if (!unsent) return '';
  const notes = unsent.acts.filter(({ act }) => act === 'note').length;
  const named = [...unsent.acts.flatMap(nameOf), ...(notes > 0 ? [counted(notes, 'note')] : [])];
  const lost = unsent.lost > 0 ? ` (${counted(unsent.lost, 'answer')} lost)` : '';
  return `Not sent: ${named.join(', ')}${lost}${gone ? '. Backlog sends it if the item returns' : ''}`;
}

function nameOf(one: PlannedAct): string[] {
  if (one.act === 'edit') return one.fields;
  if (one.act === 'label') return ['tags'];
  return one.act === 'managed' ? ['the status comment'] : [];
}
