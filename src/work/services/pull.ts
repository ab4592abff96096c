import type { Source } from '../../domain/records.ts';
import {
  type Connection,
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
import { itemComments, putComments, unlessGone } from './comments.ts';
import { type Links, linkId, linksOf, mergedTasks, putGone } from './links.ts';
import { checkList, identifyList } from './only-source.ts';
import { type Incoming, incoming, openLinks, type Planning, planItems } from './plan-items.ts';
import { type PutItems, putItems } from './put-items.ts';
import { pauseField, putSource } from './put-source.ts';
import { settleComments, settleCreated } from './settle.ts';

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
    if (linked) await takeComments(pulling, await itemComments(connection, linked.number), undefined);
  }
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
    items.push({ item, fits, depends: fits || isKnown ? await blockersOf(pulling, item) : undefined });
  }
  const { found, left } = await incoming(context, planning, items);
  total.left += left;
  const missed = await missedComments(pulling, found, items);
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
async function blockersOf(pulling: Pulling, item: RemoteItem): Promise<string[] | undefined> {
  const { connection, planning } = pulling;
  const known = planning.links.all.get(linkId(planning.source.name, item.node));
  const before = known?.there.depends === undefined ? [] : (JSON.parse(known.there.depends) as string[]);
  if (known?.updated === item.updated && before.length > 0 && item.blockers > 0) return undefined;
  const now = item.blockers === 0 ? [] : await unlessGone(() => connection.blockersOf(item.number));
  if (!now) return undefined;
  const gone: string[] = [];
  for (const node of before) if (!now.includes(node) && (await isGone(pulling, node))) gone.push(node);
  return [...now, ...gone];
}

/** Checks whether an item was deleted or moved there, and stores that. */
async function isGone({ connection, write, dryRun, planning: { source, links } }: Pulling, node: string) {
  const id = linkId(source.name, node);
  const linked = links.all.get(id);
  if (!linked || linked.gone) return linked !== undefined;
  const gone = await connection.read(linked.number, node);
  if (typeof gone !== 'string') return false;
  links.add(id, { ...linked, gone });
  if (!dryRun) await write((tx) => putGone(tx, id, gone));
  return true;
}

/** Reads the comments of items that become tasks after their comments were passed. */
async function missedComments(
  { connection, planning: { source }, dryRun }: Pulling,
  found: readonly Incoming[],
  items: readonly { item: RemoteItem }[],
): Promise<RemoteComment[]> {
  const isPassed = source.comments?.since !== undefined || source.filter !== '';
  if (!isPassed || dryRun) return [];
  const having = new Map(items.map(({ item }) => [item.node, item.comments]));
  const fresh = found.filter(({ isNew, linked }) => isNew && (having.get(linked.node) ?? 0) > 0);
  const all: RemoteComment[] = [];
  for (const { linked } of fresh) all.push(...(await itemComments(connection, linked.number)));
  return all;
}

async function pullComments(pulling: Pulling): Promise<void> {
  const { connection, planning } = pulling;
  const { source } = planning;
  let from: Position = source.comments ?? {};
  if (from.since === undefined && source.filter !== '')
    // The comments of the first items were read with them.
    from = { since: pulling.context.store.state.get('source', source.name)?.items?.since ?? source.items?.since };
  for await (const { rows, next } of connection.comments(from))
    await takeComments(
      pulling,
      rows,
      same(next, source.comments) ? undefined : (tx) => putSource(tx, { source, connection, comments: next }),
    );
}

async function takeComments(
  pulling: Pulling,
  rows: readonly RemoteComment[],
  also: ((tx: Tx) => void) | undefined,
): Promise<void> {
  const { context, write, connection, dryRun, planning, total } = pulling;
  if (!dryRun) await settleComments(context, write, { ...planning, connection, rows });
  const put = (tx: Tx) => {
    const done = putComments(tx, context, { rows, links: planning.links });
    also?.(tx);
    return done;
  };
  // Nothing is written if there is nothing new.
  const trial = await tried(write, true, put);
  const done = dryRun || (trial.notes === 0 && !also) ? trial : await write(put);
  total.comments += done.notes;
  total.told.push(...done.told);
}
