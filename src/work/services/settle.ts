import { DAY_MS } from '../../base/day.ts';
import { ownProperty } from '../../base/own-property.ts';
import { present } from '../../base/present.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { heldValue } from '../../domain/kinds/sync/held.ts';
import { linkId } from '../../domain/kinds/sync/held-text.ts';
import type { Linked, Sending, Source } from '../../domain/records.ts';
import {
  type Connection,
  ItemRefused,
  MARK,
  markText,
  type RemoteComment,
  type RemoteItem,
} from '../../services/index.ts';
import { readDoc } from '../documents/documents.ts';
import type { Context, Write } from '../workspace/context.ts';
import { arrived, putCreated } from './confirm.ts';
import { type Links, textDocument } from './links.ts';
import { asRefused, putGone, putUnread } from './unread.ts';
import { hereValues, type StepField, storedItem } from './values.ts';

/**
 * Finds out what became of changes whose answer was lost, after a kill or a broken connection. What arrived is stored as
 * such; what didn't is planned again by the next push.
 * @param rows comments that become notes next
 * @returns why the service refuses the comments of an item, by its number: any of `rows` can be such a change there
 */
export async function settle(
  context: Context,
  write: Write,
  { source, connection, rows }: { source: Source; connection: Connection; rows?: readonly RemoteComment[] },
): Promise<ReadonlyMap<number, string>> {
  const unclear = new Map<number, string>();
  const unread = { refused: ['comments'], now: context.clock.now } as const;
  for (const [mark, sending] of pendingOf(context, source)) {
    const linked = sending.linked === undefined ? undefined : context.store.state.get('linked', sending.linked);
    // Before the item can be read again, nobody knows what was made there. An edit can be sent twice.
    if (linked?.gone && makes(sending, linked)) continue;
    const change = await outcome(context, { source, connection, mark, sending, linked, rows });
    // A refusal of the comments says nothing about the change, and holds back no other one.
    if (change instanceof ItemRefused) {
      unclear.set(linked!.number, change.message);
      if (!linked!.unread?.includes('comments')) await write((tx) => putUnread(tx, undefined, sending.linked!, unread));
      continue;
    }
    if (change?.gone) await write((tx) => putGone(tx, sending.linked!, change.gone, unread.now));
    const isUnclear = change?.gone && makes(sending, linked);
    if (isUnclear) unclear.set(linked!.number, "The item can't be read.");
    if (isUnclear) continue;
    // The service may do or find it later. A second item or comment would be worse than a late one.
    if (!change && makes(sending, linked) && (await isEarly(write, { connection, mark, sending }))) continue;
    await write((tx) => {
      tx.remove('sending', mark);
      const link = tx.get('linked', sending.linked ?? '');
      if (change?.created) putCreated(tx, { source, ...change.created });
      else if (change && link) tx.put('linked', sending.linked!, { ...link, ...change.link });
    });
  }
  return unclear;
}

/**
 * Links items of a page whose creation had no answer. A service can find such an item only now, and a pull would take it
 * for a new one. @returns the links by record id
 */
export async function settleCreated(
  context: Context,
  write: Write,
  { source, rows }: { source: Source; rows: readonly RemoteItem[] },
): Promise<[id: string, linked: Linked][]> {
  const done: [string, Linked][] = [];
  for (const [mark, sending] of pendingOf(context, source).filter(([, { act }]) => act === 'create')) {
    const [item] = rows
      .filter(
        (one) => isMarked(one, mark) && Date.parse(one.created) >= Date.parse(sinceOf(source, sending)) - HIDDEN_MS,
      )
      // Somebody can copy the mark into a later item.
      .sort((a, b) => a.number - b.number);
    if (!item) continue;
    const created = await createdOf(context, { source, sending, item });
    const linked = await write((tx) => {
      tx.remove('sending', mark);
      return putCreated(tx, { source, ...created });
    });
    done.push([linkId(source.name, item.node), linked]);
  }
  return done;
}

/**
 * Settles comments whose answer was lost if they can be among those of a page: a pull would take them for notes.
 * @returns why nobody knows that of an item, by its number
 */
export async function settleComments(
  context: Context,
  write: Write,
  {
    source,
    connection,
    links,
    rows,
  }: { source: Source; connection: Connection; links: Links; rows: readonly RemoteComment[] },
): Promise<ReadonlyMap<number, string>> {
  const numbers = new Set(rows.map(({ number }) => number));
  const isAmong = ({ linked }: Sending) => numbers.has(links.all.get(linked ?? '')?.number ?? 0);
  if (pendingOf(context, source).some(([, one]) => isAmong(one)))
    return settle(context, write, { source, connection, rows });
  return new Map();
}

const pendingOf = ({ store: { state } }: Context, { name }: Source): [mark: string, sending: Sending][] =>
  Array.from(state.all('sending')).filter(([, { source }]) => source === name);

/** Longest time for which a service can hide an item, in ms. Pulls go on meanwhile. */
const HIDDEN_MS = 600_000;

/** Returns a time of the service before a change was sent. Our clock can be ahead of the service's. */
const sinceOf = ({ items }: Source, { at }: Sending): string =>
  items?.since ?? items?.first ?? toInstant(fromInstant(at) - DAY_MS);

/** Checks whether a change makes something: done twice, it makes two. */
const makes = ({ act }: Sending, linked: Linked | undefined): boolean =>
  act === 'create' || act === 'note' || (act === 'managed' && linked?.managed === undefined);

/** Time after which a service has done what it was asked for, also if a gateway gave up before, in ms. */
const LATE_MS = 60_000;

/** Returns the time from which a change that isn't found was not made, in epoch ms. */
export const settledAfter = ({ at, sent = at }: Pick<Sending, 'at' | 'sent'>, lag = 0): number =>
  fromInstant(sent) + Math.max(lag, LATE_MS);

/**
 * Checks by the service's clock, which is one for all machines. A change from the future was sent by a machine whose clock
 * was wrong, before the service told it the time: then the time to wait begins now.
 */
async function isEarly(
  write: Write,
  { connection, mark, sending }: Pick<Pending, 'connection' | 'mark' | 'sending'>,
): Promise<boolean> {
  const now = connection.serverNow();
  const isFuture = fromInstant(sending.sent ?? sending.at) > now + CLOCK_GRAIN_MS;
  if (isFuture) await write((tx) => tx.put('sending', mark, { ...sending, sent: toInstant(now) }));
  return isFuture || now < settledAfter(sending, connection.lag);
}

/** Services tell their time in seconds. */
const CLOCK_GRAIN_MS = 2_000;

interface Pending {
  source: Source;
  connection: Connection;
  mark: string;
  sending: Sending;
  linked: Linked | undefined;
  rows: readonly RemoteComment[] | undefined;
}

interface Outcome {
  /** The item can't be reached now. */
  gone?: Linked['gone'];
  link?: Partial<Linked>;
  created?: Omit<Parameters<typeof putCreated>[1], 'source'>;
}

/** Asks the service whether it has a change. @returns what the link gets; undefined if nothing arrived; or its refusal */
async function outcome(context: Context, pending: Pending): Promise<Outcome | ItemRefused | undefined> {
  const { source, connection, mark, sending, linked, rows } = pending;
  if (sending.act === 'create') {
    const item = await connection.find(markText(mark), sinceOf(source, sending));
    return item && { created: await createdOf(context, { source, sending, item }) };
  }
  if (!linked || !context.queue.get(sending.task)) return undefined;
  if (sending.act === 'edit') {
    const item = await connection.read(linked.number, linked.node).catch(asRefused);
    // An edit can be sent twice.
    if (item instanceof ItemRefused) return undefined;
    if (typeof item === 'string') return { gone: item };
    await putBodies(context, source, item);
    return { link: edited(source, { sending, linked, item }) };
  }
  if (sending.act === 'label') return undefined;
  // An update of the comment can have arrived. Without its sum, it is written again, also if its text is the former one.
  if (linked.managed && sending.act === 'managed') return { link: { managed: { ...linked.managed, sum: '' } } };
  if (linked.managed?.mark === mark) return undefined;
  const comments = await commentsOrGone(connection, linked);
  const among = rows?.filter(({ number }) => number === linked.number) ?? [];
  const found = (Array.isArray(comments) ? comments : among).find((one) => isMarked(one, mark));
  if (!found && typeof comments === 'string') return { gone: comments };
  if (!found) return Array.isArray(comments) ? undefined : (comments as ItemRefused);
  if (sending.act === 'note') return { link: { sent: { ...linked.sent, [sending.note!]: found.id } } };
  return { link: { managed: { id: found.id, mark, sum: sending.values?.sum ?? '' } } };
}

/**
 * Reads the comments of an item. One that is gone by now keeps no other change waiting.
 * @returns the refusal if they are refused although the item is there
 */
export async function commentsOrGone(
  connection: Connection,
  { number, node }: Pick<Linked, 'number' | 'node'>,
): Promise<RemoteComment[] | 'moved' | 'deleted' | ItemRefused> {
  try {
    return await connection.commentsOf(number);
  } catch (error) {
    if (!(error instanceof ItemRefused)) throw error;
    const now = await connection.read(number, node).catch(asRefused);
    return typeof now === 'string' ? now : error;
  }
}

/** The task may have changed since it was sent; the next push brings that. Nothing is read of a purged one. */
async function createdOf(
  context: Context,
  { source, sending: { values = {}, task: uuid }, item }: { source: Source; sending: Sending; item: RemoteItem },
): Promise<Omit<Parameters<typeof putCreated>[1], 'source'>> {
  const task = context.queue.get(uuid);
  if (!task) return { task: { uuid }, here: undefined, item };
  await putBodies(context, source, item);
  const [description, tags] = [heldValue(values, 'description'), heldValue(values, 'tags')];
  const sent = { description, tags, spec: values.spec, status: 'pending' };
  const spec = (await readDoc(context, task, textDocument(undefined))) ?? undefined;
  return { task, here: { ...hereValues(task, spec), ...sent }, item };
}

const isMarked = ({ body }: Pick<RemoteComment, 'body'>, mark: string) =>
  MARK.exec(body)?.[0].trim() === markText(mark);

async function putBodies({ store }: Context, { prefix }: Source, item: RemoteItem): Promise<void> {
  await store.putBlobs(storedItem(item, prefix, []).bodies);
}

/**
 * Returns the link after an edit of which only some fields may still be there: somebody may have changed the others since.
 * The queue may have changed, too, so its side of the base is what was sent.
 */
function edited(
  source: Source,
  { sending: { values = {} }, linked, item }: { sending: Sending; linked: Linked; item: RemoteItem },
): Pick<Linked, 'there' | 'seen' | 'wrote'> {
  const { there } = storedItem(item, source.prefix, []);
  const sent: Record<string, unknown> = {
    ...present({ description: heldValue(values, 'description') }),
    ...(values.spec === undefined ? {} : { spec: values.spec }),
    ...(values.status === undefined ? {} : { status: ownProperty(STATUS, heldValue(values, 'status') ?? '') }),
    ...(values.priority === undefined ? {} : { priority: heldValue(values, 'priority') ?? undefined }),
    ...(values.due === undefined ? {} : { due: heldValue(values, 'dueHere') }),
  };
  const fields = (Object.keys(sent) as StepField[]).filter((field) =>
    field === 'spec' ? item.body.replace(MARK, '').trim() === values.spec!.trim() : there[field] === values[field],
  );
  return arrived(linked, { fields, here: sent as never, item, source });
}

const STATUS = { open: 'pending', completed: 'completed', not_planned: 'deleted' } as const;
