import { refuse } from '../../domain/errors.ts';
import type { Source } from '../../domain/records.ts';
import type { Connection } from '../../services/index.ts';
import { checkNotRenamed } from '../../services/renamed.ts';
import type { Change, Tx } from '../../store/index.ts';
import type { Context, Write } from '../workspace/context.ts';

/**
 * Checks that no other source has the same list, also under another name. Two would send each comment twice.
 * @throws BacklogError `conflict`
 */
export function checkOnly(state: Pick<Tx, 'all'>, { name, api, list, node }: Omit<Source, 'at'>): void {
  for (const [other, one] of state.all('source')) {
    const isNamesake = one.list.toLowerCase() === list.toLowerCase();
    // Lists can swap their names. Then a name says nothing until both sources know it.
    const isSame = node === undefined || one.node === undefined ? isNamesake : one.node === node;
    if (other === name || one.api !== api || !isSame) continue;
    const also = isNamesake ? '' : ` under the name ${one.list}`;
    refuse('conflict', `source ${other} already keeps ${list} in step${also}`, {
      hint: `Show it: \`backlog source show ${other}\``,
    });
  }
}

/**
 * Checks the sources that an undo restores or removes.
 * @throws BacklogError `conflict` for a second source of a list, and for an added source that has items by now
 */
export function checkUndoneSources(tx: Tx, changes: readonly Change[]): void {
  for (const { kind, id: name } of changes) {
    if (kind !== 'source') continue;
    const source = tx.get('source', name);
    if (source) checkOnly(tx, source);
    else if ([...tx.all('linked'), ...tx.all('sending')].some(([, one]) => one.source === name))
      // A later source of that name would write to items of another list.
      refuse('conflict', `source ${name} has items by now, so an undo doesn't remove it`, {
        hint: `Remove it with its links: \`backlog source remove ${name}\``,
      });
  }
}

/**
 * Checks that a list is still that of its source. Another one can get the name that a moved one left.
 * @throws BacklogError `conflict`
 */
export async function checkList({ name, list, node }: Source, connection: Connection): Promise<true> {
  if (node === undefined || (await connection.identity()).node === node) return true;
  return refuse('conflict', `${list} is another list now`, {
    hint: `If yours moved: \`backlog source update ${name} --list …\`. Otherwise remove the source: \`backlog source remove ${name}\``,
    data: { list },
  });
}

/**
 * Stores the identity of a list at its first synchronisation.
 * @throws BacklogError `conflict` if the list has another name, or another source
 */
export async function identifyList(
  context: Context,
  write: Write,
  { source, connection, dryRun }: { source: Source; connection: Connection; dryRun: boolean },
): Promise<void> {
  if (source.node !== undefined) return;
  const { node, list } = await connection.identity();
  const identified = { ...source, node };
  checkOnly(context.store.state, identified);
  checkNotRenamed(source, list);
  if (dryRun) return;
  await write((tx) => {
    checkOnly(tx, identified);
    tx.put('source', source.name, { ...tx.get('source', source.name)!, node });
  });
}

/** Returns how many items a push may change without a number that confirms it: 20, or 5 % of fewer, but at least 5. */
export function mostItems(linked: number): number {
  return Math.min(20, Math.max(5, Math.floor(linked * 0.05)));
}

/**
 * Stops a push that would change many items, unless the caller gave exactly their number.
 * @throws BacklogError `conflict`
 */
export function guardItems(
  items: number,
  { linked, confirmed, name }: { linked: number; confirmed: number | undefined; name: string },
): void {
  const most = mostItems(linked);
  if (items <= most || confirmed === items) return;
  refuse('conflict', `this would change ${items} issues, more than ${most} at once`, {
    hint: `Look at them: \`backlog source push ${name} --dry-run\`. Then confirm the number: \`backlog source push ${name} --confirm ${items}\``,
    data: { items, most },
  });
}
