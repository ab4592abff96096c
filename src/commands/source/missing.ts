import { counted } from '../../base/amounts.ts';
import { groupedBy, pushAll } from '../../base/iterables.ts';
import type { Linked } from '../../domain/records.ts';
import { oneLine } from '../../text/safe.ts';
import { type Links, linksOf } from '../../work/services/links.ts';
import { type PlannedAct, planUnsent, type Unsent } from '../../work/services/push-plan.ts';
import { isMissing, type Missing, missingOf, missingParts } from '../../work/services/unread.ts';
import type { Context } from '../../work/workspace/context.ts';

/**
 * Returns what the services don't show of linked items, and what these don't have of the queue. Items that lack something
 * come first. Asks no service.
 */
export async function missingAmong(context: Context, isMeant: (linked: Linked) => boolean): Promise<Missing[]> {
  const { state } = context.store;
  const found = Array.from(state.all('linked')).filter(([, linked]) => isMissing(linked) && isMeant(linked));
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

/** Formats what is missing as one line: an item or, with `run`, the pull request of a run. */
export const missingLine = ({
  number,
  run,
  part,
  why,
}: Pick<Missing, 'number' | 'why'> & { run?: string; part: string }) =>
  oneLine(`#${number}${run === undefined ? '' : ` of ${run}`}, ${part}: ${why}`, 400);

/** Returns the items that are gone since a synchronisation began, without those that are named already. */
export function goneSince(
  { store: { state } }: Context,
  before: Links,
  named: readonly { number: number | undefined }[],
): Missing[] {
  const numbers = new Set(named.map(({ number }) => number));
  return Array.from(before.all).flatMap(([id, { gone }]) => {
    const now = state.get('linked', id);
    return now?.gone && now.gone !== gone && !numbers.has(now.number) ? [missingOf(now, 'item')] : [];
  });
}

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
