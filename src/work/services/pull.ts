import { heldValue } from '../../domain/kinds/sync/held.ts';
import { linkId } from '../../domain/kinds/sync/held-text.ts';
import type { Linked, Source } from '../../domain/records.ts';
import {
  type Connection,
  ItemRefused,
  MustWait,
  type Position,
  type RemoteItem,
  storedPause,
} from '../../services/index.ts';
import { same, type Tx } from '../../store/index.ts';
import type { Context, Write } from '../workspace/context.ts';
import { putComments } from './comments.ts';
import { type Links, linksOf, mergedTasks, numbersOf, pauseField, putSource } from './links.ts';
import { checkList, identifyList } from './only-source.ts';
import { incoming, openLinks, type Planning, planItems } from './plan-items.ts';
import { missedComments, pullComments, takeAllComments } from './pull-comments.ts';
import { type PulledItems, type Pulling, putItems } from './put-items.ts';
import { settleCreated } from './settle.ts';
import {
  askedAgain,
  askedTwice,
  asRefused,
  missingOf,
  putGone,
  type Unread,
  unreadKey,
  unreadKeys,
  unreadText,
  withUnread,
} from './unread.ts';

/**
 * Reads what changed in a source since the last pull, and brings it into the queue: one commit for each page, which also
 * stores how far it read.
 * @param before the links before this synchronisation. What the service didn't show of items then is not told again
 */
export async function pullSource(
  context: Context,
  write: Write,
  { before, ...asked }: { source: Source; connection: Connection; dryRun: boolean; before?: Links },
): Promise<PulledItems> {
  const { name } = asked.source;
  const links = before ?? linksOf(context, name);
  const known = unreadKeys(links);
  const open = new Set(Array.from(links.all.values(), (one) => `${one.number} ${one.open}`));
  const pulled = await inPull(context, write, asked, async (pulling) => {
    await pullUnread(pulling);
    await pullItems(pulling);
    await pullComments(pulling);
  });
  // It was told when the service first refused it. Since then it is a state of its task.
  const missing = pulled.missing.filter((one) => !known.has(unreadKey(one)));
  const refused = pulled.refused.filter(({ number, why }) => !open.has(`${number} ${why}`));
  return { ...pulled, missing, refused, told: [...pulled.told, ...unreadText(linksOf(context, name), name)] };
}

/** Lets a function bring items into the queue. @returns what it brought, also if the service makes it wait */
export async function inPull(
  context: Context,
  write: Write,
  { source, connection, dryRun }: { source: Source; connection: Connection; dryRun: boolean },
  bring: (pulling: Pulling) => Promise<void>,
): Promise<PulledItems> {
  const total: PulledItems = {
    ...{ added: [], changed: [], conflicts: [], refused: [], told: [], missing: [] },
    ...{ comments: 0, left: 0 },
  };
  const planning: Planning = { source, links: linksOf(context, source.name), merged: mergedTasks(context) };
  try {
    await identifyList(context, write, { source, connection, dryRun });
    await bring({ context, write, connection, dryRun, planning, total });
  } catch (error) {
    if (!(error instanceof MustWait)) throw error;
    total.waits = storedPause(error);
  }
  // A page can bring an item again whose part was asked for already.
  total.told = [...new Set(total.told)];
  total.missing = [...new Map(total.missing.map((one) => [`${one.number} ${one.part}`, one])).values()];
  total.refused = [...new Map(total.refused.map((one) => [one.number, one])).values()];
  const now = context.store.state.get('source', source.name)!;
  const waits = pauseField(total.waits ?? connection.pause?.(), now.waits);
  if (!dryRun && !same([now.waits, now.account], [waits, connection.account]))
    await write((tx) => putSource(tx, { source, connection, waits }));
  return total;
}

async function pullItems(pulling: Pulling): Promise<void> {
  const { context, connection, planning, total } = pulling;
  const { source } = planning;
  let [read, isList] = [0, false];
  for await (const { rows, next } of connection.items(source.items ?? {})) {
    read += rows.length;
    const isKnown = rows.every(({ node }) => planning.links.byNode(node) !== undefined);
    if (!isList && !isKnown) isList = await checkList(source, connection);
    context.caller.progress?.(read, 0, `reading ${source.list}`);
    if (!pulling.dryRun)
      for (const [id, linked] of await settleCreated(context, pulling.write, { source, rows }))
        planning.links.add(id, linked);
    await takeItems(pulling, rows, next);
  }
  const open = openLinks(context, planning);
  if (open.length === 0) return;
  const before = total.added.length;
  await store(pulling, open, undefined);
  for (const { uuid } of total.added.slice(before)) {
    const [, linked] = planning.links.ofTask(uuid) ?? [];
    if (linked) await takeAllComments(pulling, linked);
  }
}

/** Asks again for what the service didn't show of items that were passed, if it is time. */
async function pullUnread(pulling: Pulling): Promise<void> {
  const { context, connection, planning, dryRun } = pulling;
  const own = Array.from(planning.links.all.values()).filter(({ task }) => context.queue.get(task));
  const { account } = planning.source;
  const isOther = account !== undefined && account !== connection.account;
  for (const linked of dryRun ? [] : askedAgain(own, context.clock.now, isOther)) await pullMissing(pulling, linked);
}

/** Asks again for one item that the service didn't show, or of which it didn't show a part. */
export async function pullMissing(pulling: Pulling, linked: Linked): Promise<void> {
  const { planning, write, dryRun, context, total } = pulling;
  const id = linkId(planning.source.name, linked.node);
  const item = await readOrStoreGone(pulling, linked);
  if (item === undefined) return;
  if (item instanceof ItemRefused) {
    const next = dryRun ? undefined : await write((tx) => putGone(tx, id, linked.gone, context.clock.now));
    if (next) planning.links.add(id, next);
    for (const part of linked.unread ?? ['item' as const])
      total.missing.push(missingOf(next ?? linked, part, item.message));
    return;
  }
  if (linked.gone || linked.unread?.includes('blockers')) await takeItems(pulling, [item], undefined);
  if (!linked.gone && linked.unread?.includes('comments')) await takeAllComments(pulling, linked);
}

/**
 * Brings items of a page into the queue, with comments that a pull has passed.
 * @param next the position after the page; undefined for items that are read by themselves
 */
export async function takeItems(
  pulling: Pulling,
  rows: readonly RemoteItem[],
  next: Position | undefined,
): Promise<void> {
  const { context, connection, planning, total } = pulling;
  const { source } = planning;
  const items = [];
  const back: string[] = [];
  const refusals = new Map<string, string>();
  for (const item of rows) {
    const fits = connection.fits(item);
    const known = planning.links.all.get(linkId(source.name, item.node));
    const isKnown = known !== undefined;
    const blockers = fits || isKnown ? await blockersOf(pulling, item) : undefined;
    const isRefused = blockers instanceof ItemRefused;
    if (isRefused) refusals.set(item.node, blockers.message);
    // What was written there meanwhile was passed, too.
    const isBack = known?.gone !== undefined;
    if (isBack) back.push(item.node);
    const refused = [...(isRefused ? ['blockers' as const] : []), ...(isBack ? ['comments' as const] : [])];
    const unread: Unread = { refused, ...(!isRefused && blockers ? { read: 'blockers' } : {}) };
    items.push({ item, fits, depends: isRefused ? undefined : blockers, unread });
  }
  const { found: rowsFound, left } = await incoming(context, planning, items);
  total.left += left;
  const { missed, refused } = await missedComments(pulling, rowsFound, items);
  const { now } = context.clock;
  const found = rowsFound.map((one) =>
    refused.has(one.linked.node) ? { ...one, linked: withUnread(one.linked, { refused: ['comments'] }, now) } : one,
  );
  let comments: ReturnType<typeof putComments> = { notes: 0, told: [] };
  const isMoved = next !== undefined && !same(next, source.items);
  const also = (tx: Tx) => {
    if (isMoved) putSource(tx, { source, connection, items: next });
    // In the same commit, or a stop between them would lose the comments of these items.
    if (missed.length > 0) comments = putComments(tx, context, { rows: missed, links: numbersOf(found) });
  };
  await store(pulling, found, isMoved || missed.length > 0 ? also : undefined);
  total.comments += comments.notes;
  total.told.push(...comments.told);
  for (const [part, all] of [
    ['blockers', refusals],
    ['comments', refused],
  ] as const)
    for (const [node, why] of all) {
      const linked = planning.links.all.get(linkId(source.name, node));
      if (linked) total.missing.push(missingOf(linked, part, why));
    }
  for (const { linked } of pulling.dryRun ? [] : found)
    if (back.includes(linked.node)) await takeAllComments(pulling, linked);
}

/** Plans and writes items. Without a change, nothing is written. */
async function store(
  { context, write, dryRun, planning, total }: Pulling,
  found: Parameters<typeof planItems>[2],
  also: ((tx: Tx) => void) | undefined,
): Promise<void> {
  const plans = await planItems(context, planning, found);
  const isNothing = plans.every(
    ({ id, linked, row, reconciled }) =>
      !row &&
      reconciled.conflicts.length + reconciled.settled.length === 0 &&
      same(planning.links.all.get(id), linked) &&
      same(linked.seen, reconciled.seen),
  );
  if (isNothing && !also) return;
  const done = await putItems(context, write, { plans, dryRun, ...(also ? { also } : {}) });
  for (const [id, linked] of done.links) planning.links.add(id, linked);
  total.added.push(...done.added);
  total.changed.push(...done.changed);
  total.conflicts.push(...done.conflicts);
  total.refused.push(...done.refused);
  total.told.push(...done.told);
}

/**
 * Reads one linked item, and brings what changed there into the queue.
 * @returns why the service refuses to show it; undefined if it was read
 */
export async function pullItem(pulling: Pulling, linked: Linked): Promise<string | undefined> {
  const item = await readOrStoreGone(pulling, linked);
  if (item instanceof ItemRefused) return item.message;
  if (item !== undefined) await takeItems(pulling, [item], undefined);
  return undefined;
}

/** Reads the blockers of an item that has some, or had some. One that was deleted or moved there still blocks here. */
async function blockersOf(pulling: Pulling, item: RemoteItem): Promise<string[] | ItemRefused | undefined> {
  const { connection, planning } = pulling;
  const known = planning.links.all.get(linkId(planning.source.name, item.node));
  const before = heldValue(known?.there ?? {}, 'depends') ?? [];
  const isRead = known?.updated === item.updated && !known.unread?.includes('blockers');
  if (isRead && before.length > 0 && item.blockers > 0) return undefined;
  const now = item.blockers === 0 ? [] : await askedTwice(() => connection.blockersOf(item.number));
  if (now instanceof ItemRefused) return now;
  const gone: string[] = [];
  for (const node of before) if (!now.includes(node) && (await isGone(pulling, node))) gone.push(node);
  return [...now, ...gone];
}

/** Checks whether an item was deleted or moved there, and stores that. One that the service refuses to show may be. */
async function isGone(pulling: Pulling, node: string): Promise<boolean> {
  const { source, links } = pulling.planning;
  const linked = links.all.get(linkId(source.name, node));
  if (!linked || linked.gone) return linked !== undefined;
  const item = await readOrStoreGone(pulling, linked);
  return item === undefined || item instanceof ItemRefused;
}

/** Reads an item. @returns undefined for one that was deleted or moved there, which it stores */
async function readOrStoreGone(
  { context, connection, write, dryRun, planning: { source, links }, total }: Pulling,
  linked: Linked,
): Promise<RemoteItem | ItemRefused | undefined> {
  const item = await connection.read(linked.number, linked.node).catch(asRefused);
  if (typeof item !== 'string') return item;
  const id = linkId(source.name, linked.node);
  const stored = dryRun ? undefined : await write((tx) => putGone(tx, id, item, context.clock.now));
  const gone = stored ?? { ...linked, gone: item };
  links.add(id, gone);
  total.missing.push(missingOf(gone, 'item'));
  return undefined;
}
