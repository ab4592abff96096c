import { toInstant } from '../../domain/instant.ts';
import type { Linked, Source } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import {
  CannotWrite,
  type Connection,
  LostAnswer,
  MustWait,
  markText,
  type RemoteComment,
  type RemoteItem,
  type TextLimits,
} from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Context, Write } from '../workspace/context.ts';
import { confirm, type Journaled } from './confirm.ts';
import { linksOf } from './links.ts';
import { managedSum } from './managed.ts';
import { putSource } from './pull.ts';
import { editValues, guardItems, type Outgoing, type PlannedAct, planItemPush } from './push-plan.ts';
import { settle } from './settle.ts';
import { storedItem } from './values.ts';

/** What a push changed, or would change. */
export interface Pushed {
  items: { number: number | undefined; task: Task; acts: string[] }[];
  /** Items that were left out, and why. */
  left: { number: number | undefined; task: Task; why: string }[];
  waits?: { until: number; why: string };
}

export interface PushAsk {
  source: Source;
  connection: Connection;
  dryRun: boolean;
  confirmed: number | undefined;
  /** Tasks that become new items. */
  added: readonly Task[];
}

/**
 * Brings everything to the service that it doesn't have yet. Each change is stored before it is sent, so that a lost answer
 * is recognised later, and nothing is sent twice.
 * @throws BacklogError `conflict` if it would change more items than usual
 */
export async function pushSource(context: Context, write: Write, ask: PushAsk): Promise<Pushed> {
  const { source, connection, dryRun, confirmed } = ask;
  const done: Pushed = { items: [], left: [] };
  const plan = async () => {
    const links = linksOf(context, source.name);
    const pending = pendingCreations(context, source.name);
    const added = ask.added.filter(({ uuid }) => !links.ofTask(uuid) && !pending.has(uuid));
    return { links, planned: await planItemPush(context, { source, links, added, connection }) };
  };
  const first = await plan();
  if (!dryRun) guardItems(first.planned.length, { linked: first.links.all.size, confirmed, name: source.name });
  const sending = { context, write, source, connection, done };
  const allowed = new Set(first.planned.map(({ task }) => task.uuid));
  for (const { link, task, acts } of dryRun ? first.planned : [])
    done.items.push({ number: link?.[1].number, task, acts: acts.map(({ act }) => act) });
  if (dryRun) return done;
  try {
    let { planned } = first;
    // What got lost is looked up and, if it didn't happen, sent once more.
    for (let turn = 0; turn < 3 && planned.length > 0; turn++) {
      let isUnsure = false;
      for (const [i, one] of planned.entries()) {
        context.caller.progress?.(i, planned.length, `writing to ${source.list}`);
        isUnsure = !(await sendItem(sending, one)) || isUnsure;
      }
      if (!isUnsure) break;
      await settle(context, write, { source, connection });
      planned = (await plan()).planned.filter(({ task }) => allowed.has(task.uuid));
    }
  } catch (error) {
    if (!(error instanceof MustWait)) throw error;
    done.waits = { until: error.until, why: error.message };
  }
  for (const task of ask.added)
    if (pendingCreations(context, source.name).has(task.uuid))
      done.left.push({ number: undefined, task, why: 'its answer was lost; Backlog searches for the new issue later' });
  const waits = done.waits && { until: toInstant(done.waits.until), why: done.waits.why };
  await write((tx) => putSource(tx, { source, connection, waits }));
  return done;
}

interface SendingItem {
  context: Context;
  write: Write;
  source: Source;
  connection: Connection;
  done: Pushed;
}

/** Returns the tasks that may have become items, which the service doesn't find yet. */
function pendingCreations({ store: { state } }: Context, source: string): ReadonlySet<string> {
  const pending = Array.from(state.all('sending'), ([, one]) => one);
  return new Set(pending.filter((one) => one.source === source && one.act === 'create').map(({ task }) => task));
}

/** Sends the changes of one item. @returns false if an answer was lost */
async function sendItem(sending: SendingItem, { link, task, here, acts }: Outgoing): Promise<boolean> {
  const { write, source, connection, done } = sending;
  let linked = link?.[1];
  const told: string[] = [];
  const left = (why: string) => done.left.push({ number: linked?.number, task, why });
  const isGone = async () => {
    const now = linked && (await connection.read(linked.number, linked.node));
    if (typeof now !== 'string') return now;
    await write((tx) => putGone(tx, link![0], now));
    left(now === 'moved' ? 'the issue is in another repository now' : 'the issue was deleted');
    return true;
  };
  if (linked && acts.some(({ act }) => act === 'edit' || act === 'label')) {
    const now = await isGone();
    if (now === true) return true;
    if (now && isElsewhere(now, linked, source)) {
      left('it changed there meanwhile; pull first');
      return true;
    }
  }
  try {
    for (const act of acts) {
      const sent = await sendAct(sending, { linked, link, task, act, here });
      if (!(sent instanceof CannotWrite)) {
        linked = sent;
        told.push(act.act);
      } else if (!sent.missing) left(sent.message);
      else if ((await isGone()) === true) break;
      else left(`${sent.message}. It can be read, so the token may not change it`);
    }
  } catch (error) {
    if (!(error instanceof LostAnswer)) throw error;
    if (told.length > 0) done.items.push({ number: linked?.number, task, acts: told });
    return false;
  }
  if (told.length > 0) done.items.push({ number: linked?.number, task, acts: told });
  return true;
}

interface SendingAct extends Omit<Outgoing, 'acts'> {
  linked: Linked | undefined;
  act: PlannedAct;
}

/** Sends one change. @returns the link as it is then, or why the service refuses */
async function sendAct(sending: SendingItem, asked: SendingAct): Promise<Linked | CannotWrite> {
  const { context, write, source, connection } = sending;
  const { linked, link, task, act, here } = asked;
  const form = { limits: connection.limits, zone: context.clock.zone };
  const mark = await write((tx) => journal(tx, { source, task, link: link?.[0], act, here }, form));
  const sent = { linked, act, here, mark: linked?.managed?.mark ?? mark, own: mark, source, form };
  const answer = await carryOut(connection, sent).catch((error: unknown) => {
    if (error instanceof CannotWrite) return error;
    throw error;
  });
  if (answer instanceof CannotWrite) {
    const isDeleted = answer.missing && act.act === 'managed' && linked?.managed !== undefined;
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

/** Forgets the managed comment of a link. @returns the link */
function forgetManaged(tx: Tx, id: string): Linked | undefined {
  const now = tx.get('linked', id);
  if (!now) return undefined;
  const { managed: _, ...linked } = now;
  tx.put('linked', id, linked);
  return linked;
}

/** Checks whether the item there differs from what was read last, in a field that Backlog writes. */
function isElsewhere(now: RemoteItem, linked: Linked, source: Source): boolean {
  const { there } = storedItem(now, source.prefix, []);
  return (['description', 'spec', 'status', 'labels', 'priority', 'due'] as const).some(
    (field) => there[field] !== linked.there[field],
  );
}

function putGone(tx: Tx, id: string, gone: 'moved' | 'deleted'): void {
  const linked = tx.get('linked', id);
  if (linked) tx.put('linked', id, { ...linked, gone });
}

/** How values are written there. */
interface Form {
  limits: TextLimits;
  zone: string;
}

/** Stores what is about to be sent. @returns its mark */
function journal(tx: Tx, { source, task, link, act, here }: Journaled, form: Form): string {
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
    ...{ source: source.name, task: task.uuid, act: act.act, values, at: tx.at },
    ...(link === undefined ? {} : { linked: link }),
    ...(act.act === 'note' ? { note: act.id } : {}),
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
  }: {
    linked: Linked | undefined;
    act: PlannedAct;
    here: Outgoing['here'];
    mark: string;
    own: string;
    source: Source;
    form: Form;
  },
): Promise<RemoteItem | RemoteComment | undefined> {
  const number = linked?.number ?? 0;
  const { limits } = form;
  switch (act.act) {
    case 'create': {
      const { title, body } = editValues(['description', 'spec'], here, form);
      const tags = ((here.tags as string[] | undefined) ?? []).map((tag) => `${source.prefix}${tag}`);
      const labels = [...new Set([...connection.newLabels, ...tags])];
      const text = `${body!.slice(0, limits.body - 100)}\n\n${markText(own)}`.trimStart();
      return connection.write({ act: 'create', title: title!, body: text, labels });
    }
    case 'edit':
      return connection.write({ act: 'edit', number, ...editValues(act.fields, here, form) });
    case 'label':
      return connection.write({ act: 'label', number, add: act.add, remove: act.remove });
    case 'managed': {
      const body = `${act.text}\n\n${markText(mark)}`;
      return connection.write(
        linked?.managed ? { act: 'recomment', number, id: linked.managed.id, body } : { act: 'comment', number, body },
      );
    }
    case 'note':
      return connection.write({ act: 'comment', number, body: `${act.text}\n\n${markText(own)}` });
  }
}
