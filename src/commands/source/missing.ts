import { counted } from '../../base/amounts.ts';
import { groupedBy, pushAll } from '../../base/iterables.ts';
import { sentence } from '../../base/output/sentence.ts';
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
      lackingFirst.flatMap(([id, linked]) => missingOfItem(linked, unsent.get(id))),
    );
  }
  return missing;
}

function missingOfItem(linked: Linked, unsent: Unsent | undefined): Missing[] {
  const kept = (digests: readonly string[]) =>
    namesOf(unsent?.acts.filter((_, i) => digests.includes(unsent.digests[i]!)) ?? []);
  return missingParts(linked, kept).map((one) =>
    one.part === 'item' && linked.gone && unsent ? { ...one, why: `${sentence(one.why)} ${lostText(unsent)}` } : one,
  );
}

/** Says what an item that is gone doesn't have of the queue. */
const lostText = ({ acts, lost }: Unsent): string =>
  `${namesOf(acts)}${lost > 0 ? ` (${counted(lost, 'answer')} lost)` : ''}. Backlog sends it if the item returns`;

/** Names changes, such as `Not sent: description, 2 notes`. */
function namesOf(acts: readonly PlannedAct[]): string {
  const notes = acts.filter(({ act }) => act === 'note').length;
  const named = [...acts.flatMap(nameOf), ...(notes > 0 ? [counted(notes, 'note')] : [])];
  return named.length === 0 ? '' : `Not sent: ${named.join(', ')}`;
}

function nameOf(one: PlannedAct): string[] {
  if (one.act === 'edit') return one.fields;
  if (one.act === 'label') return ['tags'];
  return one.act === 'managed' ? ['the status comment'] : [];
}
