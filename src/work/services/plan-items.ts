import type { Linked, Source } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { RemoteItem } from '../../services/index.ts';
import { readDoc, SPEC } from '../documents/documents.ts';
import type { ImportRow } from '../import/import-row.ts';
import { archivedRows } from '../import/match/archived.ts';
import { tasksBySource } from '../import/match/link-rows.ts';
import { originKey } from '../import/match/source-key.ts';
import { takeRow } from '../import/take/take-row.ts';
import type { Context } from '../workspace/context.ts';
import { conflictsOf, decoded, documentIn, encoded, type Links, linkId } from './links.ts';
import { type Reconciled, reconcile } from './reconcile.ts';
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
  items: readonly { item: RemoteItem; depends: readonly string[] | undefined; fits: boolean }[],
): Promise<{ found: Incoming[]; left: number }> {
  const bySource = tasksBySource(context.queue);
  const found: Incoming[] = [];
  let left = 0;
  for (const { item, depends, fits } of items) {
    const id = linkId(source.name, item.node);
    const known = links.all.get(id);
    if (!known && !fits) continue;
    const before = known?.there.depends;
    const stored = storedItem(item, source.prefix, depends ?? (before === undefined ? [] : JSON.parse(before)));
    const { there, cut } = stored;
    const origins = [item.node, String(item.number)].map((one) =>
      originKey({ kind: source.kind, list: item.list, id: one }),
    );
    const task = known?.task ?? origins.map(bySource).find((one) => one !== undefined)?.uuid;
    const uuid = task ?? context.uuidOf(`${source.kind} ${item.node}`);
    const { managed, sent } = known ?? {};
    const linked: Linked = {
      ...{ source: source.name, node: item.node, number: item.number, list: item.list, url: item.url, task: uuid },
      ...{ there, seen: known?.seen ?? {}, updated: item.updated },
      ...(cut.length > 0 ? { cut } : {}),
      ...(item.author === undefined ? {} : { author: item.author }),
      ...(item.association === undefined ? {} : { association: item.association }),
      ...(managed ? { managed } : {}),
      ...(sent ? { sent } : {}),
    };
    if (known && !known.open && !known.gone && isSame(known, linked)) continue;
    if (known && !context.queue.get(known.task) && !isWaiting(known)) {
      left++;
      continue;
    }
    found.push({ id, linked, stored, isNew: !known || isWaiting(known), created: item.created });
  }
  const fresh = found.filter(({ isNew }) => isNew).map(({ linked }) => ({ known: { uuid: linked.task } }));
  const archived = fresh.length > 0 ? await archivedRows(context, { rows: fresh as never }) : undefined;
  const kept = found.filter(({ linked }) => !archived?.byUuid.has(linked.task));
  return { found: kept, left: left + found.length - kept.length };
}

/** Checks whether a link has never had a task, because the queue refused it. */
const isWaiting = ({ open, seen }: Linked) => open !== undefined && Object.keys(seen).length === 0;

const isSame = (a: Linked, b: Linked) =>
  a.updated === b.updated && a.number === b.number && JSON.stringify(a.there) === JSON.stringify(b.there);

/** Returns links that still have something to do, as if they had been read again. */
export function openLinks({ queue }: Pick<Context, 'queue'>, { links }: Planning): Incoming[] {
  return Array.from(links.all, ([id, linked]) => ({ id, linked }))
    .filter(({ linked }) => linked.open !== undefined && !linked.gone && (queue.get(linked.task) || isWaiting(linked)))
    .map(({ id, linked }) => ({
      ...{ id, linked, isNew: isWaiting(linked), created: undefined },
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
  const plans: ItemPlan[] = [];
  for (const [index, one] of all.entries()) {
    const { linked, stored } = one;
    const present = context.queue.get(linked.task);
    const spec = present ? ((await readDoc(context, present, SPEC)) ?? undefined) : undefined;
    const body = stored.bodies[0] ?? ((await decoded(context, linked.there.spec)) as string | undefined);
    const { values, unresolved } = thereValues(linked, body, resolve);
    const reconciled = await reconcile({
      linked: one.isNew ? undefined : linked,
      there: values,
      here: present && hereValues(present, spec),
      conflicts: conflictsOf(context, source.name, linked.task),
      closes: source.closes,
      isMerged: merged.has(linked.task),
      document: documentIn(context),
      encode: encoded,
    });
    const made = { ...one, present, spec, reconciled, unresolved };
    plans.push({ ...made, row: await rowOf(context, source, { ...made, index, body }) });
  }
  return plans;
}

/** Makes the row that an import would write for the values that the queue gets. */
async function rowOf(
  context: Context,
  source: Source,
  plan: Omit<ItemPlan, 'row'> & { index: number; body: string | undefined },
): Promise<ImportRow | undefined> {
  const { linked, present, reconciled, index, created, body } = plan;
  const { take, give } = reconciled;
  if (present && take.size === 0) return undefined;
  const known: Record<string, unknown> = {
    uuid: linked.task,
    description: take.get('description') ?? present?.description ?? `Issue #${linked.number}`,
  };
  for (const [field, value] of take) if (field !== 'description') put(known, field, { value, present });
  if (known.status === 'completed' || known.status === 'deleted') known.end = linked.updated;
  if (!present) {
    if (created) known.entry = created;
    if (created) known.modified = linked.updated;
  }
  if (!present?.source)
    known.source = {
      ...{ kind: source.kind, list: linked.list, id: linked.node, url: linked.url },
      ...(linked.author === undefined ? {} : { author: linked.author }),
      ...(linked.association === undefined ? {} : { association: linked.association }),
    };
  const place = { file: linked.list, row: index + 1, part: `#${linked.number}` };
  const row = { place, raw: plan, known, extra: {}, warnings: [], problems: [] };
  const taken = await takeRow(context, row, { present });
  // A merged text replaces the text there, which later merges need: it becomes an earlier version.
  const isMerged = take.has('spec') && give.has('spec') && body !== undefined;
  if (!isMerged) return taken;
  return { ...taken, docs: [['spec', linked.there.spec!.slice(1)], ...taken.docs], bodies: [body, ...taken.bodies] };
}

function put(
  known: Record<string, unknown>,
  field: StepField,
  { value, present }: { value: unknown; present: Task | undefined },
): void {
  if (field === 'spec') {
    if (value !== undefined) known.docs = { [SPEC]: value };
  } else if (field === 'status') {
    if (present || value !== 'pending') known.status = value;
  } else if (value !== undefined) known[field] = value;
  else if (present) known[field] = field === 'tags' || field === 'depends' ? [] : null;
}
