import { refuse } from '../../domain/errors.ts';
import { isInstant, toInstant } from '../../domain/instant.ts';
import { heldValue } from '../../domain/kinds/sync/held.ts';
import { linkId } from '../../domain/kinds/sync/held-text.ts';
import { isTrusted, type TrustRules } from '../../domain/outside.ts';
import type { Linked, Source } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { RemoteItem } from '../../services/index.ts';
import { same } from '../../store/index.ts';
import { isTaskHeld } from '../claim/run-of.ts';
import { readDoc } from '../documents/documents.ts';
import type { ImportRow } from '../import/import-row.ts';
import { archivedRows } from '../import/match/archived.ts';
import { tasksBySource } from '../import/match/link-rows.ts';
import { originKey } from '../import/match/source-key.ts';
import { trustRules } from '../import/take/outside.ts';
import { takeRow } from '../import/take/take-row.ts';
import { baseText } from '../merge/base.ts';
import type { Context } from '../workspace/context.ts';
import { IN_CIRCLE, isInCircle } from './circles.ts';
import { conflictsOf, decodedBase, documentIn, encoded, type Links, textDocument } from './links.ts';
import { authorOf, hasLostTrust, type Reconciled, reconcile, sideOf } from './reconcile.ts';
import { type Unread, withUnread } from './unread.ts';
import { hereValues, type StepField, type StoredItem, storedItem, thereValues } from './values.ts';

/** An item as it is now, with the link that it gets. */
export interface Incoming {
  id: string;
  /** The link with the values there; `seen` is the old base. */
  linked: Linked;
  stored: Pick<StoredItem, 'bodies' | 'told'>;
  isNew: boolean;
  created: string | undefined;
}

/** What one item changes in the queue. */
export interface ItemPlan extends Incoming {
  present: Task | undefined;
  /** The document that has the item's text: `outside` if nobody trusts its author. */
  document: string;
  spec: string | undefined;
  reconciled: Reconciled;
  row: ImportRow | undefined;
  unresolved: boolean;
}

export interface Planning {
  source: Source;
  links: Links;
  merged: ReadonlySet<string>;
}

/**
 * Reads items by the queue's rules, and finds their links. Leaves out items that didn't change, and those whose task is
 * archived or was removed from the queue.
 */
export async function incoming(
  context: Context,
  { source, links }: Planning,
  items: readonly { item: RemoteItem; depends: readonly string[] | undefined; fits: boolean; unread: Unread }[],
): Promise<{ found: Incoming[]; left: number }> {
  const { now } = context.clock;
  const bySource = tasksBySource(context.queue);
  const found: Incoming[] = [];
  let left = 0;
  for (const { item, depends, fits, unread } of items) {
    const id = linkId(source.name, item.node);
    const known = links.all.get(id);
    if (!known) checkNumber(source, links, item);
    if (!known && !fits) continue;
    // A search that lags behind brings what was already changed.
    if (known && item.updated < (known.wrote ?? known.updated)) continue;
    const before = heldValue(known?.there ?? {}, 'depends') ?? [];
    const stored = storedItem(item, source.prefix, depends ?? before);
    const { there, cut } = stored;
    const origins = [item.node, String(item.number)].map((one) =>
      originKey({ kind: source.kind, list: item.list, id: one }),
    );
    const task = known?.task ?? origins.map(bySource).find((one) => one !== undefined)?.uuid;
    const uuid = task ?? context.uuidOf(`${source.kind} ${item.node}`);
    // Everything else stays, also what only a newer version knows.
    const { gone: _, open: __, cut: ___, blobs: ____, author: _____, association: ______, ...kept } = known ?? {};
    const read: Linked = {
      ...kept,
      ...{ source: source.name, node: item.node, number: item.number, list: item.list, url: item.url, task: uuid },
      ...{ there, seen: known?.seen ?? {}, updated: item.updated },
      ...(cut.length > 0 ? { cut } : {}),
      ...(known && wasMade(context.queue.get(uuid), item) ? { made: true as const } : {}),
      ...(item.author === undefined ? {} : { author: item.author }),
      ...(item.association === undefined ? {} : { association: item.association }),
    };
    const linked = withUnread(read, unread, now);
    const isSettled = known && (known.open ?? IN_CIRCLE) === IN_CIRCLE && !known.gone;
    if (isSettled && isSame(known, linked)) continue;
    if (known && !context.queue.get(known.task) && !awaitsTask(known)) {
      left++;
      continue;
    }
    found.push({ id, linked, stored, isNew: !known || awaitsTask(known), created: item.created });
  }
  const fresh = found.filter(({ isNew }) => isNew).map(({ linked }) => ({ known: { uuid: linked.task } }));
  const archived = fresh.length > 0 ? await archivedRows(context, { rows: fresh as never }) : undefined;
  const kept = found.filter(({ linked }) => !archived?.byUuid.has(linked.task));
  return { found: kept, left: left + found.length - kept.length };
}

/**
 * Checks whether an item was made of a task: the task is older, and names it without an author. Links that earlier versions
 * made don't say so.
 */
const wasMade = (task: Task | undefined, { node, created }: RemoteItem): boolean =>
  task?.source?.id === node && task.source.author === undefined && task.entry < created;

/**
 * Checks that a number still means the same item. No service gives one twice, so the list is another one of that name.
 * @throws BacklogError `conflict`
 */
function checkNumber({ name, list }: Source, links: Links, item: RemoteItem): void {
  const [, other] = links.ofNumber(item.number) ?? [];
  if (!other || other.node === item.node || other.list.toLowerCase() !== item.list.toLowerCase()) return;
  refuse('conflict', `#${item.number} of ${list} is another issue than before, so ${list} is another list now`, {
    hint: `If yours moved: \`backlog source update ${name} --list …\`. Otherwise remove the source: \`backlog source remove ${name}\``,
    data: { number: item.number },
  });
}

/** Checks whether a link has never had a task, because the queue refused it. */
export const awaitsTask = ({ open, seen }: Linked) => open !== undefined && Object.keys(seen).length === 0;

const isSame = (a: Linked, b: Linked) =>
  a.updated === b.updated &&
  a.number === b.number &&
  same([a.unread, a.again], [b.unread, b.again]) &&
  same(a.there, b.there);

/** Returns links that still have something to do, as if they had been read again. */
export function openLinks({ queue }: Pick<Context, 'queue'>, { links }: Planning): Incoming[] {
  return Array.from(links.all, ([id, linked]) => ({ id, linked }))
    .filter(({ linked }) => linked.open !== undefined && !linked.gone && (queue.get(linked.task) || awaitsTask(linked)))
    .filter(({ linked }) => linked.open !== IN_CIRCLE || !isInCircle({ queue }, linked, links))
    .map(({ id, linked }) => ({
      ...{ id, linked, isNew: awaitsTask(linked), created: undefined },
      stored: { bodies: [], told: [] },
    }));
}

/** Plans what items change in the queue. Changes nothing. */
export async function planItems(context: Context, planning: Planning, all: readonly Incoming[]): Promise<ItemPlan[]> {
  const { source, links, merged } = planning;
  const nodes = new Map(all.map(({ linked }) => [linked.node, linked.task]));
  const numbers = new Map(all.map(({ linked }) => [linked.number, linked.task]));
  const known = (uuid: string | undefined) => (uuid !== undefined && context.queue.get(uuid) ? uuid : undefined);
  const resolve = {
    byNode: (node: string) => nodes.get(node) ?? known(links.byNode(node)),
    byNumber: (number: number) => numbers.get(number) ?? known(links.byNumber(number)),
  };
  const rules = trustRules(context);
  const plans: ItemPlan[] = [];
  for (const [index, one] of all.entries()) {
    const isOutside = one.linked.outside ?? (one.isNew && !isTrusted(authorOf(one.linked), rules));
    const linked: Linked = isOutside ? { ...one.linked, outside: true } : one.linked;
    const { stored } = one;
    const present = context.queue.get(linked.task);
    const document = textDocument(linked);
    const spec = present ? ((await readDoc(context, present, document)) ?? undefined) : undefined;
    const body = stored.bodies[0] ?? ((await decodedBase(context, linked.there.spec)) as string | undefined);
    const { values, unresolved } = thereValues(linked, body, resolve);
    const reconciled = await reconcile({
      linked: one.isNew ? undefined : linked,
      there: values,
      here: present && hereValues(present, spec),
      conflicts: conflictsOf(context, source.name, linked.task),
      closes: source.closes,
      isMerged: merged.has(linked.task),
      isOffer: isOutside && present !== undefined && isWorkedOn(context, present),
      hasLostTrust: hasLostTrust(linked, rules),
      zone: context.clock.zone,
      document: documentIn(context),
      encode: encoded,
    });
    if (isOutside && present) keepTitle(reconciled, present);
    const made = { ...one, linked, present, document, spec, reconciled, unresolved };
    plans.push({
      ...made,
      row: await rowOf(context, source, { ...made, index, body, rules: isOutside ? NOBODY : rules }),
    });
  }
  return plans;
}

/** Checks whether somebody works on a task, or a run has it. */
const isWorkedOn = ({ store: { state } }: Context, task: Task): boolean =>
  task.start !== undefined || isTaskHeld(state, task.uuid);

/** Rules that trust nobody: an item that came from outside stays so until a person accepts it. */
const NOBODY: TrustRules = { associations: [], authors: [] };

/**
 * Keeps the title of a task whose item's author nobody trusts: the task only gets the new title as an offer. So the base
 * has the queue's own title, and the next synchronisation doesn't send it there.
 */
function keepTitle({ take, seen }: Reconciled, { description }: Task): void {
  if (!take.has('description')) return;
  const there = sideOf('description', take.get('description'));
  seen.description = baseText({ there, here: sideOf('description', description) });
}

/** Makes the row that an import would write for the values that the queue gets. */
async function rowOf(
  context: Context,
  source: Source,
  plan: Omit<ItemPlan, 'row'> & { index: number; body: string | undefined; rules: TrustRules },
): Promise<ImportRow | undefined> {
  const { linked, present, reconciled, index, created, body, document, rules } = plan;
  const { take, give } = reconciled;
  if (present && take.size === 0) return undefined;
  const known: Record<string, unknown> = {
    uuid: linked.task,
    description: take.get('description') ?? present?.description ?? `Issue #${linked.number}`,
  };
  for (const [field, value] of take) if (field !== 'description') put(known, field, { value, present, document });
  if (known.status === 'completed' || known.status === 'deleted') known.end = instantOf(linked.updated);
  if (!present) {
    if (created) known.entry = instantOf(created);
    if (created) known.modified = instantOf(linked.updated);
  }
  if (!present?.source)
    known.source = {
      ...{ kind: source.kind, list: linked.list, id: linked.node, url: linked.url },
      ...(linked.author === undefined ? {} : { author: linked.author }),
      ...(linked.association === undefined ? {} : { association: linked.association }),
    };
  const place = { file: linked.list, row: index + 1, part: `#${linked.number}` };
  const row = { place, raw: plan, known, extra: {}, warnings: [], problems: [], author: authorOf(linked) };
  const taken = await takeRow(context, row, { present, rules });
  // A merged text replaces the text there, which later merges need: it becomes an earlier version.
  const isMerged = take.has('spec') && give.has('spec') && body !== undefined;
  if (!isMerged) return taken;
  return { ...taken, docs: [[document, linked.there.spec!.slice(1)], ...taken.docs], bodies: [body, ...taken.bodies] };
}

/** Services write fractions of seconds, which records don't have. */
const instantOf = (text: string) => (isInstant(text) ? text : toInstant(Date.parse(text) || 0));

function put(
  known: Record<string, unknown>,
  field: StepField,
  { value, present, document }: { value: unknown; present: Task | undefined; document: string },
): void {
  if (field === 'spec') {
    if (value !== undefined) known.docs = { [document]: value };
  } else if (field === 'status') {
    if (present || value !== 'pending') known.status = value;
  } else if (value !== undefined) known[field] = value;
  else if (present) known[field] = field === 'tags' || field === 'depends' ? [] : null;
}
