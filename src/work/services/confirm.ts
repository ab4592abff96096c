import { heldValue } from '../../domain/kinds/sync/held.ts';
import { linkId } from '../../domain/kinds/sync/held-text.ts';
import type { Linked, Source } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { RemoteComment, RemoteItem } from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import { baseText } from '../merge/base.ts';
import { withoutValues } from './kept-links.ts';
import { blobsIn } from './links.ts';
import { managedSum } from './managed.ts';
import type { Outgoing, PlannedAct } from './push-plan.ts';
import { sideOf } from './reconcile.ts';
import { forgetUnmade } from './unread.ts';
import { fieldsIn, type StepField, storedItem, thereValues } from './values.ts';

/** A change of an item that is sent. */
export interface Journaled {
  source: Source;
  task: Task;
  /** Record id of the link; undefined for an item that doesn't exist yet. */
  link: string | undefined;
  act: PlannedAct;
  here: Outgoing['here'];
}

/** Stores that a change arrived. @returns the link as it is now */
export function confirm(
  tx: Tx,
  {
    source,
    link,
    task,
    act,
    here,
    mark,
    answer,
  }: Journaled & { mark: string; answer: RemoteItem | RemoteComment | undefined },
): Linked {
  tx.remove('sending', mark);
  if (act.act === 'create') return putCreated(tx, { source, task, here, item: answer as RemoteItem });
  const linked = tx.get('linked', link!)!;
  // A task that was purged meanwhile leaves no text.
  if (!tx.get('task', task.uuid)) return linked;
  const put = (change: Partial<Linked>) => {
    const next = { ...linked, ...change };
    const blobs = blobsIn(next.there.spec, next.seen.spec);
    tx.put('linked', link!, { ...next, ...(blobs.length > 0 ? { blobs } : {}) });
    return next;
  };
  switch (act.act) {
    case 'edit':
      return put(arrived(linked, { fields: act.fields, here, item: answer as RemoteItem, source }));
    case 'label': {
      const labels = [...(heldValue(linked.there, 'labels') ?? []), ...act.add];
      const item = { ...EMPTY, labels: labels.filter((name) => !act.remove.includes(name)) };
      const there = { ...linked.there, ...onlyOf(storedItem(item, source.prefix, []).there, ['labels', 'tags']) };
      return put({
        ...{ there, seen: { ...linked.seen, ...seenOf(['tags'], { ...linked, there }, here) } },
        ...(answer && 'node' in answer ? { wrote: answer.updated } : {}),
      });
    }
    case 'managed':
      return put({
        managed: {
          ...{ id: linked.managed?.id ?? String((answer as RemoteComment).id), sum: managedSum(act.text) },
          mark: linked.managed?.mark ?? mark,
        },
      });
    case 'note':
      return put({ sent: { ...linked.sent, [act.id]: String((answer as RemoteComment).id) } });
  }
}

const EMPTY: RemoteItem = {
  ...{ node: '', number: 0, list: '', url: '', title: 'x', body: '', state: 'open', labels: [], assignees: [] },
  ...{ blockers: 0, comments: 0, created: '', updated: '' },
};

const onlyOf = (there: Record<string, string>, names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => (there[name] === undefined ? [] : [[name, there[name]]])));

/** The values there after an edit, as the service stored them, and their base. */
export function arrived(
  linked: Linked,
  {
    fields,
    here,
    item,
    source,
  }: { fields: readonly StepField[]; here: Outgoing['here']; item: RemoteItem; source: Source },
): Pick<Linked, 'there' | 'seen' | 'wrote'> {
  const { there: stored } = storedItem(item, source.prefix, []);
  const there = { ...linked.there };
  for (const field of fields) {
    if (stored[field] === undefined) delete there[field];
    else there[field] = stored[field];
  }
  const seen = { ...linked.seen, ...seenOf(fields, { ...linked, there }, here, item.body) };
  return { there, seen, wrote: item.updated };
}

/** Returns the bases of fields that both sides have now. */
function seenOf(
  fields: readonly StepField[],
  linked: Pick<Linked, 'there' | 'task'>,
  here: Outgoing['here'],
  body?: string,
): Record<string, string> {
  const nobody = { byNode: () => undefined, byNumber: () => undefined };
  const text = linked.there.spec === undefined ? undefined : (body ?? '').trim();
  const { values } = thereValues(linked, text, nobody);
  const spec = linked.there.spec ?? '';
  return Object.fromEntries(
    fields.map((field) => [
      field,
      baseText({ there: field === 'spec' ? spec : sideOf(field, values[field]), here: sideOf(field, here[field]) }),
    ]),
  );
}

/** A new item has its own priority and day, which the task gets, or replaces with the next push. */
function createdSeen(
  made: Pick<Linked, 'there' | 'task'>,
  here: Outgoing['here'],
  body: string,
): Record<string, string> {
  const seen = seenOf(fieldsIn(made.there), made, here, body);
  for (const field of ['priority', 'due'] as const) {
    if (seen[field] === undefined) continue;
    const there = sideOf(field, heldValue(made.there, field));
    if (here[field] === undefined) delete seen[field];
    else seen[field] = there;
  }
  return seen;
}

/** Links a new item with its task. Of a task that was purged meanwhile, the link has no text. */
export function putCreated(
  tx: Tx,
  {
    source,
    task,
    here,
    item,
  }: { source: Source; task: Pick<Task, 'uuid'>; here: Outgoing['here'] | undefined; item: RemoteItem },
): Linked {
  const { there } = storedItem(item, source.prefix, []);
  const id = linkId(source.name, item.node);
  const link = { source: source.name, node: item.node, number: item.number, list: item.list, url: item.url };
  const made = { ...link, task: task.uuid, there, updated: item.updated, made: true as const };
  const now = tx.get('task', task.uuid);
  forgetUnmade(tx, source.name, task.uuid);
  if (!now || !here) {
    const kept = withoutValues({ ...made, seen: {} });
    tx.put('linked', id, kept);
    return kept;
  }
  const blobs = blobsIn(there.spec);
  const linked: Linked = {
    ...made,
    seen: createdSeen(made, here, item.body),
    ...(blobs.length > 0 ? { blobs } : {}),
    ...(item.author === undefined ? {} : { author: item.author }),
    ...(item.association === undefined ? {} : { association: item.association }),
  };
  tx.put('linked', id, linked);
  if (!now.source)
    tx.put('task', task.uuid, { ...now, source: { kind: source.kind, list: item.list, id: item.node, url: item.url } });
  return linked;
}
