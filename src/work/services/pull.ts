import type { Linked, Source } from '../../domain/records.ts';
import {
  type Connection,
  ItemRefused,
  MustWait,
  type Position,
  type RemoteComment,
  type RemoteItem,
  type StoredPause,
  storedPause,
} from '../../services/index.ts';
import { same, type Tx } from '../../store/index.ts';
import type { Context, Write } from '../workspace/context.ts';
import { tried } from '../workspace/dry-run.ts';
import { putComments } from './comments.ts';
import { type Links, linkId, linksOf, mergedTasks, pauseField, putGone, putSource } from './links.ts';
import { checkList, identifyList } from './only-source.ts';
import { type Incoming, incoming, openLinks, type Planning, planItems } from './plan-items.ts';
import { type PutItems, putItems } from './put-items.ts';
import { settleComments, settleCreated } from './settle.ts';
import { askedTwice, asRefused, missingText, putUnread, type Unread, withUnread } from './unread.ts';

/** What a pull brought. */
export interface PulledItems extends Omit<PutItems, 'links'> {
  comments: number;
  /** Number of changed items whose task was archived, or removed from the queue. */
  left: number;
  /** Set if the pull ends early. What was read is kept, and the next pull goes on there. */
  waits?: StoredPause;
}

/**
 * Reads what changed in a source since the last pull, and brings it into the queue: one commit for each page, which also
 * stores how far it read.
 */
export async function pullSource(
  context: Context,
  write: Write,
  { source, connection, dryRun }: { source: Source; connection: Connection; dryRun: boolean },
): Promise<PulledItems> {
  return inPull(context, write, { source, connection, dryRun }, async (pulling) => {
    await pullUnread(pulling);
    await pullItems(pulling);
    await pullComments(pulling);
  });
}

/** Lets a function bring items into the queue. @returns what it brought, also if the service makes it wait */
export async function inPull(
  context: Context,
  write: Write,
  { source, connection, dryRun }: { source: Source; connection: Connection; dryRun: boolean },
  bring: (pulling: Pulling) => Promise<void>,
): Promise<PulledItems> {
  const total: PulledItems = { added: [], changed: [], conflicts: [], refused: [], told: [], comments: 0, left: 0 };
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
  const now = context.store.state.get('source', source.name)!;
  const waits = pauseField(total.waits);
  if (!dryRun && !same(now.waits, waits)) await write((tx) => putSource(tx, { source, connection, waits }));
  return total;
}

export interface Pulling {
  context: Context;
  write: Write;
  connection: Connection;
  dryRun: boolean;
  planning: Planning;
  total: PulledItems;
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

/** Asks again for what the service refused to show of items that were passed. */
async function pullUnread(pulling: Pulling): Promise<void> {
  const { links } = pulling.planning;
  const unread = [...links.all.values()].filter((linked) => linked.unread && !linked.gone);
  for (const linked of pulling.dryRun ? [] : unread) {
    const item = await readOrStoreGone(pulling, linked);
    if (item instanceof ItemRefused)
      pulling.total.told.push(missingText(linked.number, linked.unread![0]!, item.message));
    if (item instanceof ItemRefused || item === undefined) continue;
    if (linked.unread!.includes('blockers')) await takeItems(pulling, [item], undefined);
    if (linked.unread!.includes('comments')) await takeAllComments(pulling, linked);
  }
}

/** Takes all comments of an item, or stores that the service refuses them. */
async function takeAllComments(pulling: Pulling, { number, node }: Linked): Promise<void> {
  const { connection, planning, write, dryRun, total } = pulling;
  const comments = await askedTwice(() => connection.commentsOf(number));
  const id = linkId(planning.source.name, node);
  if (comments instanceof ItemRefused) {
    total.told.push(missingText(number, 'comments', comments.message));
    if (!dryRun) await write((tx) => putUnread(tx, planning.links, id, { refused: 'comments' }));
    return;
  }
  const isMissing = planning.links.all.get(id)?.unread?.includes('comments');
  const read = (tx: Tx) => putUnread(tx, planning.links, id, { read: 'comments' });
  await takeComments(pulling, comments, isMissing ? read : undefined);
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
  for (const item of rows) {
    const fits = connection.fits(item);
    const isKnown = planning.links.byNode(item.node) !== undefined;
    const blockers = fits || isKnown ? await blockersOf(pulling, item) : undefined;
    const isRefused = blockers instanceof ItemRefused;
    if (isRefused) total.told.push(missingText(item.number, 'blockers', blockers.message));
    const unread: Unread = isRefused ? { refused: 'blockers' } : blockers ? { read: 'blockers' } : {};
    items.push({ item, fits, depends: isRefused ? undefined : blockers, unread });
  }
  const { found: rowsFound, left } = await incoming(context, planning, items);
  total.left += left;
  const { missed, refused } = await missedComments(pulling, rowsFound, items);
  const found = rowsFound.map((one) =>
    refused.has(one.linked.node) ? { ...one, linked: withUnread(one.linked, { refused: 'comments' }) } : one,
  );
  let comments: ReturnType<typeof putComments> = { notes: 0, told: [] };
  const isMoved = next !== undefined && !same(next, source.items);
  const also = (tx: Tx) => {
    if (isMoved) putSource(tx, { source, connection, items: next });
    // In the same commit, or a stop between them would lose the comments of these items.
    if (missed.length > 0) comments = putComments(tx, context, { rows: missed, links: linksOfFound(found) });
  };
  await store(pulling, found, isMoved || missed.length > 0 ? also : undefined);
  total.comments += comments.notes;
  total.told.push(...comments.told);
}

/** Finds the links of items of one page, which are not stored yet. */
const linksOfFound = (found: readonly Incoming[]): Pick<Links, 'ofNumber'> => ({
  ofNumber: (number) => {
    const one = found.find(({ linked }) => linked.number === number);
    return one && [one.id, one.linked];
  },
});

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

/** Reads the blockers of an item that has some, or had some. One that was deleted or moved there still blocks here. */
async function blockersOf(pulling: Pulling, item: RemoteItem): Promise<string[] | ItemRefused | undefined> {
  const { connection, planning } = pulling;
  const known = planning.links.all.get(linkId(planning.source.name, item.node));
  const before = known?.there.depends === undefined ? [] : (JSON.parse(known.there.depends) as string[]);
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
  { connection, write, dryRun, planning: { source, links } }: Pulling,
  linked: Linked,
): Promise<RemoteItem | ItemRefused | undefined> {
  const item = await connection.read(linked.number, linked.node).catch(asRefused);
  if (typeof item !== 'string') return item;
  const id = linkId(source.name, linked.node);
  links.add(id, { ...linked, gone: item });
  if (!dryRun) await write((tx) => putGone(tx, id, item));
  return undefined;
}

/** Reads the comments of items that become tasks after their comments were passed. @returns also the refused items */
async function missedComments(
  { connection, planning: { source }, dryRun, total }: Pulling,
  found: readonly Incoming[],
  items: readonly { item: RemoteItem }[],
): Promise<{ missed: RemoteComment[]; refused: ReadonlySet<string> }> {
  const isPassed = source.comments?.since !== undefined || source.filter !== '';
  const refused = new Set<string>();
  if (!isPassed || dryRun) return { missed: [], refused };
  const having = new Map(items.map(({ item }) => [item.node, item.comments]));
  const fresh = found.filter(({ isNew, linked }) => isNew && (having.get(linked.node) ?? 0) > 0);
  const missed: RemoteComment[] = [];
  for (const { linked } of fresh) {
    const comments = await askedTwice(() => connection.commentsOf(linked.number));
    if (!(comments instanceof ItemRefused)) missed.push(...comments);
    else {
      refused.add(linked.node);
      total.told.push(missingText(linked.number, 'comments', comments.message));
    }
  }
  return { missed, refused };
}

async function pullComments(pulling: Pulling): Promise<void> {
  const { connection, planning } = pulling;
  const { source } = planning;
  let from: Position = source.comments ?? {};
  if (from.since === undefined && source.filter !== '')
    // The comments of the first items were read with them.
    from = { since: pulling.context.store.state.get('source', source.name)?.items?.since ?? source.items?.since };
  for await (const { rows, refused = [], next } of connection.comments(from)) {
    const ids = refused.flatMap(({ number }) => planning.links.ofNumber(number)?.[0] ?? []);
    for (const { number, why } of refused) pulling.total.told.push(missingText(number, 'comments', why));
    const isMoved = !same(next, source.comments);
    const also = (tx: Tx) => {
      if (isMoved) putSource(tx, { source, connection, comments: next });
      for (const id of ids) putUnread(tx, planning.links, id, { refused: 'comments' });
    };
    await takeComments(pulling, rows, isMoved || ids.length > 0 ? also : undefined);
  }
}

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
      if (id !== undefined) putUnread(tx, links, id, { refused: 'comments' });
    }
    return done;
  };
  // Nothing is written if there is nothing new.
  const trial = await tried(write, true, put);
  const done = dryRun || (trial.notes === 0 && !also && unclear.size === 0) ? trial : await write(put);
  total.comments += done.notes;
  total.told.push(...done.told, ...Array.from(unclear, ([number, why]) => missingText(number, 'comments', why)));
}
