import { counted } from '../../base/amounts.ts';
import type { Linked, Source } from '../../domain/records.ts';
import { type Links, linksOf } from '../../work/services/links.ts';
import { type PlannedAct, planUnsent, type Unsent } from '../../work/services/push-plan.ts';
import { isMissing, type Missing, missingOf, missingParts } from '../../work/services/unread.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Returns what a source doesn't show, and what its items don't have of the queue. Asks the service nothing. */
export async function missingThere(
  context: Context,
  source: Source,
  isAsked: (linked: Linked) => boolean = () => true,
): Promise<Missing[]> {
  const links = linksOf(context, source.name);
  const missing = Array.from(links.all).filter(([, linked]) => isMissing(linked) && isAsked(linked));
  const unsent = await planUnsent(context, { source, links, only: missing });
  return missing.flatMap(([id, linked]) =>
    missingParts(linked).map((one) => ({ ...one, why: [one.why, namesOf(unsent.get(id))].filter(Boolean).join('. ') })),
  );
}

/** Returns what the services don't show of the items of a task. */
export async function missingOfTask(context: Context, uuid: string): Promise<Missing[]> {
  const found: Missing[] = [];
  for (const [, source] of context.store.state.all('source'))
    found.push(...(await missingThere(context, source, ({ task }) => task === uuid)));
  return found;
}

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
function namesOf(unsent: Unsent | undefined): string {
  if (!unsent) return '';
  const notes = unsent.acts.filter(({ act }) => act === 'note').length;
  const named = [...unsent.acts.flatMap(nameOf), ...(notes > 0 ? [counted(notes, 'note')] : [])];
  const lost = unsent.lost > 0 ? ` (${counted(unsent.lost, 'answer')} lost)` : '';
  return `Not sent: ${named.join(', ')}${lost}. Backlog sends it if the item returns`;
}

function nameOf(one: PlannedAct): string[] {
  if (one.act === 'edit') return one.fields;
  if (one.act === 'label') return ['tags'];
  return one.act === 'managed' ? ['the status comment'] : [];
}
