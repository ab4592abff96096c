import { linkId } from '../../domain/kinds/sync/held-text.ts';
import type { Linked } from '../../domain/records.ts';
import { ItemRefused, type Position, type RemoteComment, type RemoteItem } from '../../services/index.ts';
import { same, type Tx } from '../../store/index.ts';
import { tried } from '../workspace/dry-run.ts';
import { putComments } from './comments.ts';
import { putSource } from './links.ts';
import type { Incoming } from './plan-items.ts';
import type { Pulling } from './put-items.ts';
import { settleComments } from './settle.ts';
import { askedTwice, missingOf, putUnread } from './unread.ts';

/** Reads what was written in a source since the last pull. */
export async function pullComments(pulling: Pulling): Promise<void> {
  const { connection, planning } = pulling;
  const { source } = planning;
  const { now } = pulling.context.clock;
  let from: Position = source.comments ?? {};
  if (from.since === undefined && source.filter !== '')
    // The comments of the first items were read with them.
    from = { since: pulling.context.store.state.get('source', source.name)?.items?.since ?? source.items?.since };
  for await (const { rows, refused = [], next } of connection.comments(from)) {
    const ids = refused.flatMap(({ number }) => planning.links.ofNumber(number)?.[0] ?? []);
    const isMoved = !same(next, source.comments);
    const also = (tx: Tx) => {
      if (isMoved) putSource(tx, { source, connection, comments: next });
      for (const id of ids) putUnread(tx, planning.links, id, { refused: ['comments'], now });
    };
    await takeComments(pulling, rows, isMoved || ids.length > 0 ? also : undefined);
    tellMissing(pulling, refused);
  }
}

/** Names items whose comments the service refuses. Their links are stored by then. */
function tellMissing(
  { planning: { links }, total }: Pulling,
  refused: Iterable<{ number: number; why: string }>,
): void {
  for (const { number, why } of refused) {
    const [, linked] = links.ofNumber(number) ?? [];
    if (linked) total.missing.push(missingOf(linked, 'comments', why));
  }
}

/** Takes all comments of an item, or stores that the service refuses them. */
export async function takeAllComments(pulling: Pulling, linked: Linked): Promise<void> {
  const { context, planning, write, dryRun } = pulling;
  const { now } = context.clock;
  const comments = await commentsOf(pulling, linked);
  const id = linkId(planning.source.name, linked.node);
  if (comments instanceof ItemRefused) {
    if (!dryRun) await write((tx) => putUnread(tx, planning.links, id, { refused: ['comments'], now }));
    tellMissing(pulling, [{ number: linked.number, why: comments.message }]);
    return;
  }
  const isMissing = planning.links.all.get(id)?.unread?.includes('comments');
  const read = (tx: Tx) => putUnread(tx, planning.links, id, { read: 'comments', now });
  await takeComments(pulling, comments, isMissing ? read : undefined);
}

/**
 * Reads the comments of items that become tasks after their comments were passed.
 * @returns also why they are refused, by the item's identity
 */
export async function missedComments(
  pulling: Pulling,
  found: readonly Incoming[],
  items: readonly { item: RemoteItem }[],
): Promise<{ missed: RemoteComment[]; refused: ReadonlyMap<string, string> }> {
  const { source } = pulling.planning;
  const isPassed = source.comments?.since !== undefined || source.filter !== '';
  const refused = new Map<string, string>();
  if (!isPassed || pulling.dryRun) return { missed: [], refused };
  const having = new Map(items.map(({ item }) => [item.node, item.comments]));
  const fresh = found.filter(({ isNew, linked }) => isNew && (having.get(linked.node) ?? 0) > 0);
  const missed: RemoteComment[] = [];
  for (const { linked } of fresh) {
    const comments = await commentsOf(pulling, linked);
    if (comments instanceof ItemRefused) refused.set(linked.node, comments.message);
    else missed.push(...comments);
  }
  return { missed, refused };
}

/** Reads all comments of an item. @returns the refusal of the service */
const commentsOf = (
  { connection }: Pulling,
  { number }: Pick<Linked, 'number'>,
): Promise<RemoteComment[] | ItemRefused> => askedTwice(() => connection.commentsOf(number));

async function takeComments(
  pulling: Pulling,
  rows: readonly RemoteComment[],
  also: ((tx: Tx) => void) | undefined,
): Promise<void> {
  const { context, write, connection, dryRun, planning, total } = pulling;
  const { links } = planning;
  const unclear: ReadonlyMap<number, string> = dryRun
    ? new Map()
    : await settleComments(context, write, { ...planning, connection, rows });
  const put = (tx: Tx) => {
    const done = putComments(tx, context, { rows: rows.filter(({ number }) => !unclear.has(number)), links });
    also?.(tx);
    for (const number of unclear.keys()) {
      const [id] = links.ofNumber(number) ?? [];
      if (id !== undefined) putUnread(tx, links, id, { refused: ['comments'], now: context.clock.now });
    }
    return done;
  };
  // Nothing is written if there is nothing new.
  const trial = await tried(write, true, put);
  const done = dryRun || (trial.notes === 0 && !also && unclear.size === 0) ? trial : await write(put);
  total.comments += done.notes;
  total.told.push(...done.told);
  tellMissing(
    pulling,
    Array.from(unclear, ([number, why]) => ({ number, why })),
  );
}
