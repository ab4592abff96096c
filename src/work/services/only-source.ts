import { refuse } from '../../domain/errors.ts';
import type { Source } from '../../domain/records.ts';
import type { Connection } from '../../services/index.ts';
import { checkNotRenamed } from '../../services/renamed.ts';
import type { Tx } from '../../store/index.ts';
import type { Context, Write } from '../workspace/context.ts';

/**
 * Checks that no other source has the same list, also under another name. Two would send each comment twice.
 * @throws BacklogError `conflict`
 */
export function checkOnly(state: Pick<Tx, 'all'>, { name, api, list, node }: Omit<Source, 'at'>): void {
  for (const [other, one] of state.all('source')) {
    const isSame = one.list.toLowerCase() === list.toLowerCase() || (node !== undefined && one.node === node);
    if (other === name || one.api !== api || !isSame) continue;
    const also = one.list.toLowerCase() === list.toLowerCase() ? '' : ` under the name ${one.list}`;
    refuse('conflict', `source ${other} already keeps ${list} in step${also}`, {
      hint: `Show it: \`backlog source show ${other}\``,
    });
  }
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
