import { sentence } from '../../base/output/sentence.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Linked } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Connection, StoredPause } from '../../services/index.ts';
import { locationText } from '../../sources/index.ts';
import { same, sha256, type Tx } from '../../store/index.ts';
import { currentVersion, docId, putDocVersion } from '../documents/documents.ts';
import { inItsRow } from '../import/complaints.ts';
import { type Draft, draftRows } from '../import/draft-rows.ts';
import { withoutCircles } from '../import/match/circles.ts';
import { putDrafts } from '../import/put-drafts.ts';
import type { Context, Write } from '../workspace/context.ts';
import { tried } from '../workspace/dry-run.ts';
import { IN_CIRCLE, lackingReferences } from './circles.ts';
import { blobsIn, encoded } from './links.ts';
import type { ItemPlan, Planning } from './plan-items.ts';
import type { Missing } from './unread.ts';

/** Why the queue refuses an item. `waits`: it comes by itself when the task's holder gives it back. */
interface QueueRefusal {
  why: string;
  waits?: true;
}

/** What a commit of items did, by task. */
export interface PutItems {
  added: Task[];
  changed: { task: Task; fields: string[] }[];
  conflicts: { task: string; field: string }[];
  /** Items that the queue refused, and why. They are tried again. */
  refused: ({ number: number } & QueueRefusal)[];
  told: string[];
  links: Map<string, Linked>;
}

/** What a pull brought. */
export interface PulledItems extends Omit<PutItems, 'links'> {
  comments: number;
  /** What the service doesn't show. A later pull asks again. */
  missing: Missing[];
  /** Number of changed items whose task was archived, or removed from the queue. */
  left: number;
  /** Set if the pull ends early. What was read is kept, and the next pull goes on there. */
  waits?: StoredPause;
}

/** A pull under way. */
export interface Pulling {
  context: Context;
  write: Write;
  connection: Connection;
  dryRun: boolean;
  planning: Planning;
  total: PulledItems;
}

/**
 * Writes planned items in one commit, with their links and conflicts. An item that the queue refuses stays open, and the
 * next synchronisation tries it again.
 * @param also further changes of the same transaction
 */
export async function putItems(
  context: Context,
  write: Write,
  { plans, dryRun, also }: { plans: readonly ItemPlan[]; dryRun: boolean; also?(tx: Tx): void },
): Promise<PutItems> {
  const rows = plans.flatMap(({ row }) => row ?? []);
  const { drafts, failed } = await draftRows(context, rows, { check: true, archived: new Map() });
  const refused = new Map<unknown, QueueRefusal>(failed.map(({ raw, error }) => [raw, { why: error.message }]));
  const { sound, left } = withoutCircles(drafts, context);
  const told = [...plans.flatMap(({ stored }) => stored.told), ...left];
  if (!dryRun)
    await context.store.putBlobs([
      ...plans.flatMap(({ stored }) => stored.bodies),
      ...sound.flatMap(({ row }) => row.bodies),
      ...plans
        .flatMap(({ reconciled }) => reconciled.conflicts)
        .flatMap(({ field, here, there }) =>
          field === 'spec' ? [here, there].filter((text) => text !== undefined).map(String) : [],
        ),
    ]);
  for (;;) {
    try {
      return await tried(write, dryRun, (tx) => put(tx, context, { plans, drafts: sound, refused, told, also }));
    } catch (error) {
      const row = rowOf(error, sound);
      if (!row || refused.has(row.raw)) throw error;
      refused.set(row.raw, refusalOf(error as BacklogError, row.place));
    }
  }
}

/** Returns the row of the item that an error of the transaction is about. */
function rowOf(error: unknown, drafts: readonly Draft[]): Draft['row'] | undefined {
  if (!(error instanceof BacklogError)) return undefined;
  const named = inItsRow(error, drafts) as BacklogError;
  return drafts.find(({ row }) => row.place.row === named.data?.row)?.row;
}

/** The place of an item in a page says nothing to readers, and differs from pull to pull. */
function refusalOf({ code, message }: BacklogError, place: Draft['row']['place']): QueueRefusal {
  const why = message.replace(`${locationText(place)}, `, '');
  return code === 'claimed' ? { why: `${sentence(why)} It comes when the claim ends`, waits: true } : { why };
}

interface Putting {
  plans: readonly ItemPlan[];
  drafts: readonly Draft[];
  refused: ReadonlyMap<unknown, QueueRefusal>;
  told: string[];
  also: ((tx: Tx) => void) | undefined;
}

function put(tx: Tx, context: Context, { plans, drafts, refused, told, also }: Putting): PutItems {
  const done: PutItems = { added: [], changed: [], conflicts: [], refused: [], told, links: new Map() };
  const planOf = new Map<unknown, ItemPlan>(plans.flatMap((plan) => (plan.row ? [[plan.row.raw, plan]] : [])));
  const isOut = (plan: ItemPlan) => (plan.row && refused.has(plan.row.raw)) || hasMoved(tx, plan);
  const written = putDrafts(
    tx,
    context,
    drafts.filter(({ row }) => !isOut(planOf.get(row.raw)!)),
  );
  const tasks = new Map(written.map(({ task }) => [task.uuid, task]));
  for (const plan of plans) {
    const { linked, reconciled, present, unresolved } = plan;
    // A task that was purged meanwhile leaves no text, and an archived one took its link along.
    if (present && !tx.get('task', linked.task)) continue;
    const task = tasks.get(linked.task);
    const refusal = plan.row && refused.get(plan.row.raw);
    if (refusal) done.refused.push({ number: linked.number, ...refusal });
    if (plan.row && !task) {
      putLink(tx, done, plan, { seen: linked.seen, open: refusal?.why ?? 'changed meanwhile' });
      continue;
    }
    // A reference that would form a circle is left out of the task, and comes once there is no circle.
    const circular = task ? lackingReferences(task, reconciled.take) : [];
    const fields = [...reconciled.take.keys()].filter((field) => !circular.includes(field));
    if (task && !present) done.added.push(task);
    else if (task && fields.length > 0) done.changed.push({ task, fields });
    if (task && reconciled.take.has('spec') && reconciled.take.get('spec') === undefined && plan.spec !== undefined)
      putDocVersion(tx, context, { task, name: plan.document, blob: null });
    putConflicts(tx, context, plan, done);
    putLink(tx, done, plan, {
      seen: { ...reconciled.seen, ...Object.fromEntries(circular.map((field) => [field, linked.seen[field] ?? ''])) },
      open: unresolved ? 'it refers to an issue without a task' : circular.length > 0 ? IN_CIRCLE : undefined,
    });
  }
  also?.(tx);
  return done;
}

/** Checks whether a field that the plan sets changed since the plan. */
function hasMoved(tx: Tx, { linked, present, reconciled, document, spec }: ItemPlan): boolean {
  const now = tx.get('task', linked.task);
  if (!present || !now) return present !== now;
  const before = present as unknown as Record<string, unknown>;
  const after = now as unknown as Record<string, unknown>;
  return [...reconciled.take.keys()].some((field) =>
    field === 'spec'
      ? currentVersion(tx.get('doc', docId(linked.task, document)))?.blob !==
        (spec === undefined ? undefined : sha256(spec))
      : !same(before[field], after[field]),
  );
}

function putLink(
  tx: Tx,
  done: PutItems,
  { id, linked }: ItemPlan,
  { seen, open }: { seen: Record<string, string>; open: string | undefined },
): void {
  const { open: _, blobs: __, ...rest } = linked;
  const blobs = blobsIn(rest.there.spec, seen.spec);
  const link = { ...rest, seen, ...(blobs.length > 0 ? { blobs } : {}), ...(open === undefined ? {} : { open }) };
  done.links.set(id, link);
  if (!same(tx.get('linked', id), link)) tx.put('linked', id, link);
}

function putConflicts(
  tx: Tx,
  context: Context,
  { linked, reconciled, present, document }: ItemPlan,
  done: PutItems,
): void {
  const actor = formatActor(context.caller.actor);
  const idOf = (field: string) => `${linked.source}/${linked.task}/${field}`;
  for (const { field, here, there } of reconciled.conflicts) {
    done.conflicts.push({ task: linked.task, field });
    const known = tx.get('conflict', idOf(field));
    const texts = { here: encoded(field, here), there: encoded(field, there) };
    const seen = linked.seen[field];
    if (known && !known.resolved && known.here === texts.here && known.there === texts.there && known.seen === seen)
      continue;
    const blobs = blobsIn(texts.here, texts.there);
    const version = field === 'spec' ? currentVersion(tx.get('doc', docId(linked.task, document))) : undefined;
    tx.put('conflict', idOf(field), {
      ...{ source: linked.source, task: linked.task, field, ...texts, at: tx.at },
      ...(version ? { hereBy: version.actor, hereAt: version.at } : present ? { hereAt: present.modified } : {}),
      ...(linked.author === undefined ? {} : { thereBy: linked.author }),
      thereAt: linked.updated,
      ...(seen === undefined ? {} : { seen }),
      ...(blobs.length > 0 ? { blobs } : {}),
    });
  }
  for (const field of reconciled.settled) {
    const known = tx.get('conflict', idOf(field));
    if (known) tx.put('conflict', idOf(field), { ...known, resolved: { side: 'same', at: tx.at, actor } });
  }
}
