import { fromInstant } from '../../domain/instant.ts';
import type { Linked, Sending, Source } from '../../domain/records.ts';
import { type Connection, MARK, markText, type RemoteComment, type RemoteItem } from '../../services/index.ts';
import { readDoc } from '../documents/documents.ts';
import type { Context, Write } from '../workspace/context.ts';
import { arrived, putCreated } from './confirm.ts';
import { textDocument } from './links.ts';
import { hereValues, type StepField, storedItem } from './values.ts';

/**
 * Finds out what became of changes whose answer was lost, after a kill or a broken connection. What arrived is stored as
 * such; what didn't is planned again by the next push.
 */
export async function settle(
  context: Context,
  write: Write,
  { source, connection }: { source: Source; connection: Connection },
): Promise<void> {
  const pending = Array.from(context.store.state.all('sending')).filter(([, one]) => one.source === source.name);
  for (const [mark, sending] of pending) {
    const linked = sending.linked === undefined ? undefined : context.store.state.get('linked', sending.linked);
    const change = await outcome(context, { source, connection, mark, sending, linked });
    // The service may find it later. A second item would be worse than a late one.
    if (!change && sending.act === 'create' && isEarly(context, sending, connection.lag)) continue;
    await write((tx) => {
      tx.remove('sending', mark);
      const now = sending.linked === undefined ? undefined : tx.get('linked', sending.linked);
      const put = change && (change.created ?? (now ? { ...now, ...change.link } : undefined));
      if (change?.created) putCreated(tx, { source, ...change.created });
      else if (put) tx.put('linked', sending.linked!, put as Linked);
    });
  }
}

const isEarly = ({ clock }: Context, { at }: Sending, lag = 0) => clock.now < fromInstant(at) + lag;

interface Pending {
  source: Source;
  connection: Connection;
  mark: string;
  sending: Sending;
  linked: Linked | undefined;
}

interface Outcome {
  link?: Partial<Linked>;
  created?: Omit<Parameters<typeof putCreated>[1], 'source'>;
}

/** Asks the service whether it has a change. @returns what the link gets; undefined if nothing arrived */
async function outcome(context: Context, pending: Pending): Promise<Outcome | undefined> {
  const { source, connection, mark, sending, linked } = pending;
  const task = context.queue.get(sending.task);
  if (!task) return undefined;
  const here = hereValues(task, (await readDoc(context, task, textDocument(linked))) ?? undefined);
  if (sending.act === 'create') {
    const item = await connection.find(markText(mark), source.items?.since ?? source.items?.first ?? sending.at);
    if (!item) return undefined;
    await putBodies(context, source, item);
    // The task may have changed since; the next push brings that.
    const { values = {} } = sending;
    const read = (field: string) => (values[field] === undefined ? undefined : JSON.parse(values[field]));
    const sent = { description: read('description'), tags: read('tags'), spec: values.spec, status: 'pending' };
    return { created: { task, here: { ...here, ...sent }, item } };
  }
  if (!linked) return undefined;
  if (sending.act === 'edit') {
    const item = await connection.read(linked.number, linked.node);
    if (typeof item === 'string') return { link: { gone: item } };
    await putBodies(context, source, item);
    return { link: edited(source, { sending, linked, item }) };
  }
  if (sending.act === 'label' || linked.managed?.mark === mark) return undefined;
  if (sending.act === 'managed' && linked.managed) return undefined;
  const found = (await connection.commentsOf(linked.number)).find((one) => isMarked(one, mark));
  if (!found) return undefined;
  if (sending.act === 'note') return { link: { sent: { ...linked.sent, [sending.note!]: found.id } } };
  return { link: { managed: { id: found.id, mark, sum: sending.values?.sum ?? '' } } };
}

const isMarked = ({ body }: RemoteComment, mark: string) => MARK.exec(body)?.[0].trim() === markText(mark);

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
    ...(values.description === undefined ? {} : { description: JSON.parse(values.description) }),
    ...(values.spec === undefined ? {} : { spec: values.spec }),
    ...(values.status === undefined ? {} : { status: STATUS[JSON.parse(values.status) as keyof typeof STATUS] }),
    ...(values.priority === undefined ? {} : { priority: JSON.parse(values.priority) ?? undefined }),
    ...(values.due === undefined ? {} : { due: values.dueHere && JSON.parse(values.dueHere) }),
  };
  const fields = (Object.keys(sent) as StepField[]).filter((field) =>
    field === 'spec' ? item.body.trim() === values.spec!.trim() : there[field] === values[field],
  );
  return arrived(linked, { fields, here: sent as never, item, source });
}

const STATUS = { open: 'pending', completed: 'completed', not_planned: 'deleted' } as const;
