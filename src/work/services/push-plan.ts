import { clip } from '../../base/clip.ts';
import { groupedBy } from '../../base/iterables.ts';
import { isPersons } from '../../domain/actor.ts';
import { dayOf } from '../../domain/date-in-zone.ts';
import { heldValue } from '../../domain/kinds/sync/held.ts';
import type { Linked, Source } from '../../domain/records.ts';
import { isLanded } from '../../domain/runs/run-states.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Connection, RemoteItem, TextLimits } from '../../services/index.ts';
import { sha256 } from '../../store/index.ts';
import { currentVersion, findDoc, readDoc, SPEC } from '../documents/documents.ts';
import { trustRules } from '../import/take/outside.ts';
import { readBase } from '../merge/base.ts';
import type { Context } from '../workspace/context.ts';
import { FROM_SERVICE } from './comments.ts';
import { conflictsOf, decodedBase, documentIn, encoded, type Links, textDocument } from './links.ts';
import { managedSum, managedText } from './managed.ts';
import { hasLostTrust, reconcile, sideOf, stateFor } from './reconcile.ts';
import { heldDigests, isHeldBack, underNow, unmadeOf } from './unread.ts';
import { fieldsIn, hereValues, type StepField, tagOfLabel, thereValues } from './values.ts';

/** A change that an item gets. */
export type PlannedAct =
  | { act: 'create' }
  | { act: 'edit'; fields: StepField[] }
  | { act: 'label'; add: string[]; remove: string[] }
  | { act: 'managed'; text: string }
  | { act: 'note'; id: string; text: string };

/** What a push changes at one item. */
export interface Outgoing {
  /** Absent for an item that doesn't exist yet. */
  link: [id: string, linked: Linked] | undefined;
  task: Task;
  here: Readonly<Record<StepField, unknown>>;
  acts: PlannedAct[];
  /** Labels that are too long for the service. They stay here. */
  long: string[];
  /** Digests of changes that the service refused, and which are not sent now. */
  held: string[];
}

/** Identifies a change by what it would bring. */
export const digestOf = (act: PlannedAct, here: Outgoing['here']): string =>
  sha256(JSON.stringify(broughtBy(act, here)));

function broughtBy(act: PlannedAct, here: Outgoing['here']): unknown {
  if (act.act === 'create') return here;
  return act.act === 'edit' ? act.fields.map((field) => [field, here[field] ?? null]) : act;
}

/** Plans everything that the service doesn't have yet. Changes nothing, and asks the service nothing. */
export async function planItemPush(
  context: Context,
  {
    source,
    links,
    added,
    connection,
  }: {
    source: Source;
    links: Links;
    added: readonly Task[];
    connection: Pick<Connection, 'isStateApart' | 'limits' | 'account'>;
  },
): Promise<Outgoing[]> {
  const { isStateApart, limits } = connection;
  const under = underNow(source, connection);
  const pending = pendingComments(context, source);
  const act = planner(context, { source, links, limits, isStateApart });
  const planned: Outgoing[] = [];
  for (const [id, linked] of links.all) {
    const task = context.queue.get(linked.task);
    if (!task || linked.gone) continue;
    const { acts: all, here = hereValues(task, undefined), long } = await act(linked, task);
    const waiting = heldDigests(linked, context.clock.now, under);
    const isHeld = (one: PlannedAct) => waiting.length > 0 && waiting.includes(digestOf(one, here));
    const acts = all.filter((one) => !pending.has(pendingKey(id, one)) && !isHeld(one));
    const held = all.filter(isHeld).map((one) => digestOf(one, here));
    if (acts.length > 0) planned.push({ link: [id, linked], task, here, acts, long, held });
  }
  for (const task of added) {
    const spec = (await readDoc(context, task, SPEC)) ?? undefined;
    const { long } = labelsFor(source, task.tags ?? [], limits);
    const [here, create] = [hereValues(task, spec), { act: 'create' as const }];
    const unmade = unmadeOf(context.store.state, source.name, task.uuid);
    if (unmade && isHeldBack(unmade, digestOf(create, here), context.clock.now, under)) continue;
    planned.push({ link: undefined, task, here, acts: [create], long, held: [] });
  }
  return planned;
}

/** Returns the comments that may have been made, which the service doesn't show yet. */
function pendingComments({ store: { state } }: Context, { name }: Source): ReadonlySet<string> {
  const own = Array.from(state.all('sending'), ([, one]) => one).filter(
    ({ source, act }) => source === name && (act === 'managed' || act === 'note'),
  );
  return new Set(own.map(({ linked, act, note }) => [linked, act, note].filter(Boolean).join(' ')));
}

const pendingKey = (id: string, one: PlannedAct) => [id, one.act, ...(one.act === 'note' ? [one.id] : [])].join(' ');

interface Planner {
  isStateApart: boolean | undefined;
  source: Source;
  links: Links;
  limits: TextLimits;
}

/** Returns the function that finds what the item of a task doesn't have yet. */
function planner(context: Context, { source, links, limits, isStateApart }: Planner) {
  const runs = groupedBy(
    Array.from(context.store.state.all('run'), ([, run]) => run),
    ({ task }) => task,
  );
  const rules = trustRules(context);
  const decided = groupedBy(
    Array.from(context.store.state.all('conflict'), ([, one]) => one).filter(
      (one) => one.source === source.name && one.resolved?.side === 'here',
    ),
    ({ task }) => task,
  );
  return async (
    linked: Linked,
    task: Task,
  ): Promise<Pick<Outgoing, 'acts' | 'long'> & { here: Outgoing['here'] | undefined }> => {
    const own = runs.get(task.uuid) ?? [];
    const acts: PlannedAct[] = [];
    let long: string[] = [];
    let here: Outgoing['here'] | undefined;
    // A value that a person chose goes there, although the queue has had it all the time. Then the base is another one.
    const isDecided = decided.get(task.uuid)?.some(({ field, seen }) => seen === linked.seen[field]);
    if (isDecided || !isQuiet(context, { linked, task })) {
      const spec = (await readDoc(context, task, textDocument(linked))) ?? undefined;
      here = hereValues(task, spec);
      const body = (await decodedBase(context, linked.there.spec)) as string | undefined;
      const { values } = thereValues(linked, body, links);
      const { give, take } = await reconcile({
        ...{ linked, there: values, here, closes: source.closes, encode: encoded, zone: context.clock.zone },
        conflicts: conflictsOf(context, source.name, task.uuid),
        isMerged: own.some(isLanded),
        hasLostTrust: hasLostTrust(linked, rules),
        document: documentIn(context),
      });
      // A pull takes these first; then the rest is planned again.
      const given = [...give.keys()].filter((field) => !take.has(field));
      const fields = given.filter((field) => EDITED.includes(field));
      for (const part of isStateApart ? parted(fields) : [fields])
        if (part.length > 0) acts.push({ act: 'edit', fields: part });
      if (given.includes('tags')) {
        const { act, long: left } = labelAct(source, linked, { tags: here.tags, limits });
        acts.push(act);
        long = left;
      }
    }
    const text = managedText(task, own, {
      exists: linked.managed !== undefined,
      isUnwanted: heldValue(linked.there, 'status') === 'not_planned',
    });
    if (text !== undefined && managedSum(text) !== linked.managed?.sum) acts.push({ act: 'managed', text });
    if (source.notes) acts.push(...noteActs(task, linked, limits));
    return { acts, here, long };
  };
}

/** Limits of a service that gets nothing. */
const UNLIMITED: TextLimits = { title: Infinity, body: Infinity, label: Infinity };

/** What an item doesn't have of the queue because it can't be reached, or its service refuses that. `lost`: how many of these had no answer. */
export interface Unsent {
  acts: readonly PlannedAct[];
  /** The digest of each, by which a refusal names it. */
  digests: readonly string[];
  lost: number;
}

/** Returns what items don't have that can't be reached, or whose service refuses changes, by their links. */
export async function planUnsent(
  context: Context,
  { source, links, only }: { source: Source; links: Links; only: Iterable<[id: string, linked: Linked]> },
): Promise<ReadonlyMap<string, Unsent>> {
  const unsent = new Map<string, Unsent>();
  const pending = pendingComments(context, source);
  const act = planner(context, { source, links, limits: UNLIMITED, isStateApart: false });
  for (const [id, linked] of source.agreed ? only : []) {
    const task = (linked.gone || linked.refused) && context.queue.get(linked.task);
    if (!task) continue;
    const { acts, here = hereValues(task, undefined) } = await act(linked, task);
    const digests = acts.map((one) => digestOf(one, here));
    if (acts.length > 0)
      unsent.set(id, { acts, digests, lost: acts.filter((one) => pending.has(pendingKey(id, one))).length });
  }
  return unsent;
}

/** The fields that an edit changes. */
const EDITED: readonly StepField[] = ['description', 'spec', 'priority', 'due', 'status'];
/** Fields that a service can refuse by themselves, such as one that no form of the project has. */
const APART: readonly StepField[] = ['priority', 'due', 'status'];

/** A value that the service refuses keeps back no text. */
const parted = (fields: readonly StepField[]) => [
  fields.filter((field) => !APART.includes(field)),
  ...APART.map((apart) => fields.filter((field) => field === apart)),
];

/** Checks whether the queue still has what it had after the last synchronisation. Reads no text. */
function isQuiet(context: Context, { linked, task }: { linked: Linked; task: Task }): boolean {
  const blob = currentVersion(findDoc(context, task, textDocument(linked)))?.blob;
  const here = hereValues(task, undefined);
  return fieldsIn(linked.there).every((field) => {
    const side = field === 'spec' ? (blob ? `@${blob}` : '') : sideOf(field, here[field]);
    return side === readBase(linked.seen[field]).here;
  });
}

/** Returns the labels of tags, and those that are too long. */
export function labelsFor({ prefix }: Source, tags: readonly string[], limits: TextLimits) {
  const labels = tags.map((tag) => `${prefix}${tag}`);
  const isLong = (label: string) => [...label].length > limits.label;
  return { labels: labels.filter((label) => !isLong(label)), long: labels.filter(isLong) };
}

/** Labels that Backlog adds have its prefix, and it removes only those. */
function labelAct(
  source: Source,
  { there }: Linked,
  { tags, limits }: { tags: unknown; limits: TextLimits },
): { act: PlannedAct; long: string[] } {
  const labels = heldValue(there, 'labels') ?? [];
  const wanted = new Set((tags as string[] | undefined) ?? []);
  const known = new Set(labels.map((label) => tagOfLabel(label, source.prefix)));
  const missing = [...wanted].filter((tag) => !known.has(tag));
  const { labels: add, long } = labelsFor(source, missing, limits);
  const isGone = (tag: string | undefined) => tag !== undefined && !wanted.has(tag);
  const remove = labels.filter((label) => label.startsWith(source.prefix) && isGone(tagOfLabel(label, source.prefix)));
  return { act: { act: 'label', add, remove }, long };
}

/** People's notes, if the source says so. Notes of agents and reports of progress stay in the queue. */
function noteActs(
  { annotations = [] }: Task,
  { sent = {} }: Linked,
  { body }: TextLimits,
): Extract<PlannedAct, { act: 'note' }>[] {
  return annotations
    .filter(
      ({ id, actor, author, progress }) =>
        isPersons(actor) && !author && !progress && !id.startsWith(FROM_SERVICE) && !sent[id],
    )
    .map(({ id, text }) => ({ act: 'note', id, text: clip(text, body - 200) }));
}

/** The values of a planned edit, by field, as the service gets them. */
export function editValues(
  fields: readonly StepField[],
  here: Outgoing['here'],
  { limits, zone }: { limits: TextLimits; zone: string },
) {
  return {
    ...(fields.includes('description') ? { title: clip(String(here.description), limits.title) } : {}),
    ...(fields.includes('spec') ? { body: clip(String(here.spec ?? '').trim(), limits.body) } : {}),
    ...(fields.includes('priority') ? { priority: (here.priority ?? null) as RemoteItem['priority'] & {} } : {}),
    ...(fields.includes('due') ? { due: here.due ? dayOf(String(here.due), zone) : null } : {}),
    ...(fields.includes('status') ? { state: stateFor(here.status) } : {}),
  };
}
