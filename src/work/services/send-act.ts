import { BacklogError } from '../../domain/errors.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import type { Linked, Source } from '../../domain/records.ts';
import {
  CannotWrite,
  type Connection,
  MustWait,
  markText,
  type OnLate,
  type RemoteComment,
  type RemoteItem,
  type TextLimits,
} from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Context, Write } from '../workspace/context.ts';
import { confirm, type Journaled } from './confirm.ts';
import { managedSum } from './managed.ts';
import { editValues, labelsFor, type Outgoing, type PlannedAct } from './push-plan.ts';
import { commentsOrGone } from './settle.ts';
import { storedItem } from './values.ts';

/** What sends changes to a source. */
export interface ActSending {
  context: Context;
  write: Write;
  source: Source;
  connection: Connection;
}

export interface SendingAct extends Omit<Outgoing, 'acts' | 'long' | 'held'> {
  linked: Linked | undefined;
  act: PlannedAct;
}

/** Sends one change. @returns the link as it is then, or why the service refuses */
export async function sendAct(sending: ActSending, asked: SendingAct): Promise<Linked | CannotWrite> {
  const { context, write, source, connection } = sending;
  const { linked, link, task, act, here } = asked;
  const form = { limits: connection.limits, zone: context.clock.zone };
  // A time before the true one would make a lost change too old to be waited for.
  const time = toInstant(connection.serverLatest());
  const journaled = { source, task, link: link?.[0], act, here };
  // The request before can have waited for a long time.
  const mark = await write((tx) => (tx.get('task', task.uuid) ? journal(tx, journaled, { ...form, time }) : undefined));
  if (mark === undefined) return new CannotWrite('somebody removed the task from the queue meanwhile');
  const onLate = () => write((tx) => sentLater(tx, mark, connection));
  const sent = { linked, act, here, mark: linked?.managed?.mark ?? mark, own: mark, source, form, onLate };
  const answer = await carryOut(connection, sent).catch(async (error: unknown) => {
    if (error instanceof CannotWrite) return error;
    // What is refused was not done, so nothing has to be searched for.
    if (isRefused(error)) await write((tx) => tx.remove('sending', mark));
    // Nobody knows when the service got it.
    else await onLate();
    throw error;
  });
  if (answer instanceof CannotWrite) {
    const isDeleted = answer.missing && act.act === 'managed' && (await isManagedGone(connection, linked));
    const now = await write((tx) => {
      tx.remove('sending', mark);
      return isDeleted ? forgetManaged(tx, link![0]) : undefined;
    });
    // Somebody deleted the comment, so it is written again.
    return now ? sendAct(sending, { ...asked, linked: now }) : answer;
  }
  if (answer && 'node' in answer) await context.store.putBlobs(storedItem(answer, source.prefix, []).bodies);
  return write((tx) => confirm(tx, { source, link: link?.[0], task, act, here, mark, answer }));
}

function sentLater(tx: Tx, mark: string, connection: Connection): void {
  const sending = tx.get('sending', mark);
  if (sending) tx.put('sending', mark, { ...sending, sent: toInstant(connection.serverLatest()) });
}

const isRefused = (error: unknown): boolean =>
  error instanceof MustWait || (error instanceof BacklogError && error.data?.status !== undefined);

/**
 * Checks whether somebody deleted the managed comment. A refusal says so, too, and a second comment would double it. Comments
 * that can't be read say nothing, and hold back no other item.
 */
async function isManagedGone(connection: Connection, linked: Linked | undefined): Promise<boolean> {
  if (!linked?.managed) return false;
  const comments = await commentsOrGone(connection, linked);
  return Array.isArray(comments) && comments.every(({ id }) => id !== linked.managed!.id);
}

/** Forgets the managed comment of a link. @returns the link */
function forgetManaged(tx: Tx, id: string): Linked | undefined {
  const now = tx.get('linked', id);
  if (!now) return undefined;
  const { managed: _, ...linked } = now;
  tx.put('linked', id, linked);
  return linked;
}

/** How values are written there. */
interface Form {
  limits: TextLimits;
  zone: string;
}

/** Stores what is about to be sent. @returns its mark */
function journal(tx: Tx, { source, task, link, act, here }: Journaled, form: Form & { time: Instant }): string {
  const mark = tx.uuid();
  const values: Record<string, string> = {};
  if (act.act === 'edit') {
    const { title, body, state, priority, due } = editValues(act.fields, here, form);
    if (title !== undefined) values.description = JSON.stringify(title);
    if (body !== undefined) values.spec = body;
    if (state !== undefined) values.status = JSON.stringify(state);
    if (priority !== undefined) values.priority = JSON.stringify(priority);
    if (due !== undefined) values.due = JSON.stringify(due);
    if (due !== undefined && here.due !== undefined) values.dueHere = JSON.stringify(here.due);
  }
  if (act.act === 'create') {
    values.description = JSON.stringify(here.description);
    if (here.tags !== undefined) values.tags = JSON.stringify(here.tags);
    if (here.spec !== undefined) values.spec = String(here.spec);
  }
  if (act.act === 'managed') values.sum = managedSum(act.text);
  tx.put('sending', mark, {
    ...{ source: source.name, task: task.uuid, act: act.act, values, at: tx.at, sent: form.time },
    ...(link === undefined ? {} : { linked: link }),
    ...(act.act === 'note' ? { note: act.id } : {}),
    ...(act.act === 'create' ? { list: source.list } : {}),
  });
  return mark;
}

function carryOut(
  connection: Connection,
  {
    linked,
    act,
    here,
    mark,
    own,
    source,
    form,
    onLate,
  }: {
    linked: Linked | undefined;
    act: PlannedAct;
    here: Outgoing['here'];
    mark: string;
    own: string;
    source: Source;
    form: Form;
    onLate: OnLate;
  },
): Promise<RemoteItem | RemoteComment | undefined> {
  const number = linked?.number ?? 0;
  const { limits } = form;
  switch (act.act) {
    case 'create': {
      const { title, body } = editValues(['description', 'spec'], here, form);
      const fitting = labelsFor(source, (here.tags as string[] | undefined) ?? [], limits);
      const labels = [...new Set([...connection.newLabels, ...fitting.labels])];
      const text = `${body!.slice(0, limits.body - 100)}\n\n${markText(own)}`.trimStart();
      return connection.write({ act: 'create', title: title!, body: text, labels }, onLate);
    }
    case 'edit':
      return connection.write({ act: 'edit', number, ...editValues(act.fields, here, form) });
    case 'label':
      return connection.write({ act: 'label', number, add: act.add, remove: act.remove });
    case 'managed': {
      const body = `${act.text}\n\n${markText(mark)}`;
      return connection.write(
        linked?.managed ? { act: 'recomment', number, id: linked.managed.id, body } : { act: 'comment', number, body },
        onLate,
      );
    }
    case 'note':
      return connection.write({ act: 'comment', number, body: `${act.text}\n\n${markText(own)}` }, onLate);
  }
}
