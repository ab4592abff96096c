import { sentence } from '../../base/output/sentence.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Linked, Sending, Source } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import {
  CannotWrite,
  type Connection,
  ItemRefused,
  LostAnswer,
  MustWait,
  type RefusalKind,
  type RemoteItem,
  type StoredPause,
  storedPause,
} from '../../services/index.ts';
import type { Context, Write } from '../workspace/context.ts';
import { type Links, linksOf, pauseField, putSource } from './links.ts';
import { checkList, guardItems, mostItems } from './only-source.ts';
import { digestOf, type Outgoing, type PlannedAct, planItemPush, planUnsent } from './push-plan.ts';
import { type ActSending, sendAct } from './send-act.ts';
import { settle, settledAfter } from './settle.ts';
import {
  asRefused,
  missingOf,
  NO_REFUSALS,
  nextAsk,
  putGone,
  putRefused,
  putUnmade,
  type Refusals,
  underNow,
  unmadeOf,
  unmadeText,
  unreadParts,
  unsentText,
} from './unread.ts';
import { storedItem } from './values.ts';

/** What a push changed, or would change. */
export interface Pushed {
  items: { number: number | undefined; task: Task; acts: string[] }[];
  /** Items that were left out, and why. */
  left: { number: number | undefined; task: Task; why: string }[];
  told: string[];
  waits?: StoredPause;
  /** Set after a pause if so many items are left that a person has to confirm their number. */
  confirm?: number;
}

export interface PushAsk {
  source: Source;
  connection: Connection;
  dryRun: boolean;
  confirmed: number | undefined;
  /** Tasks that become new items. */
  added: readonly Task[];
  /** The links before this synchronisation. Changes at items that were gone then are not told again. */
  before?: Links;
}

/**
 * Brings everything to the service that it doesn't have yet. Each change is stored before it is sent, so that a lost answer
 * is recognised later, and nothing is sent twice.
 * @throws BacklogError `conflict` if it would change more items than usual
 */
export async function pushSource(context: Context, write: Write, ask: PushAsk): Promise<Pushed> {
  const { source, connection, dryRun, confirmed } = ask;
  const done: Pushed = { items: [], left: [], told: [] };
  const plan = async () => {
    const links = linksOf(context, source.name);
    const pending = pendingCreations(context);
    const added = ask.added.filter(({ uuid }) => !links.ofTask(uuid) && !pending.has(uuid));
    return { links, planned: await planItemPush(context, { source, links, added, connection }) };
  };
  const first = await plan();
  if (!dryRun) guardItems(first.planned.length, { linked: first.links.all.size, confirmed, name: source.name });
  const sending = { context, write, source, connection, done };
  const allowed = new Set(first.planned.map(({ task }) => task.uuid));
  for (const { link, task, acts } of dryRun ? first.planned : [])
    done.items.push({ number: link?.[1].number, task, acts: acts.map(({ act }) => act) });
  if (dryRun) return { ...done, told: unsentText((await unsentOf(context, source)).size, source) };
  try {
    if (first.planned.length > 0) await checkList(source, connection);
    let { planned } = first;
    const lost = new Map<string, LostAnswer>();
    // What got lost is looked up and, if it didn't happen, sent once more.
    for (let turn = 0; turn < 3 && planned.length > 0; turn++) {
      lost.clear();
      for (const [i, one] of planned.entries()) {
        context.caller.progress?.(i, planned.length, `writing to ${source.list}`);
        const error = await sendItem(sending, one);
        if (error) lost.set(one.task.uuid, error);
      }
      if (lost.size > 0) await settle(context, write, { source, connection });
      planned = lost.size > 0 ? (await plan()).planned.filter(({ task }) => allowed.has(task.uuid)) : [];
    }
    for (const { link, task } of planned) {
      const error = lost.get(task.uuid);
      if (error) done.left.push({ number: link?.[1].number, task, why: `${sentence(error.message)} ${NEXT}` });
    }
  } catch (error) {
    if (!(error instanceof MustWait)) throw error;
    done.waits = storedPause(error);
    const { links, planned } = await plan();
    if (planned.length > mostItems(links.all.size)) done.confirm = planned.length;
  }
  done.left.push(...waitingFor(context, ask));
  await write((tx) => {
    const waits = pauseField(done.waits ?? connection.pause?.(), tx.get('source', source.name)?.waits);
    // A push that asked nothing says nothing about a pause.
    putSource(tx, { source, connection, ...(waits || connection.requests() > 0 ? { waits } : {}) });
  });
  const unsent = await unsentOf(context, source);
  await forgetRefused(context, write, source, unsent);
  done.told.push(...unsentText(unsent.size, source), ...unmadeText(context, source));
  return done;
}

interface SendingItem extends ActSending {
  done: Pushed;
}

/** Returns the tasks that may have become items of some source, which its service doesn't find yet. */
function pendingCreations({ store: { state } }: Context): ReadonlySet<string> {
  const created = unanswered(state).filter(({ act }) => act === 'create');
  return new Set(created.map(({ task }) => task));
}

/** Returns changes whose answer is missing. Nobody searches for those of a source that was removed. */
const unanswered = (state: Context['store']['state']): Sending[] =>
  Array.from(state.all('sending'), ([, one]) => one).filter(({ source }) => state.get('source', source));

const LOST: Readonly<Record<Sending['act'], string>> = {
  create: 'the answer to a new issue',
  note: 'the answer to a comment',
  managed: 'the answer to a comment',
  edit: 'the answer to an edit',
  label: 'the answer to an edit',
};

/** Returns what waits until the service certainly shows it, if it was made: changes of this source, and new items. */
function waitingFor(
  { store: { state }, queue }: Context,
  { source, connection, added, before }: PushAsk,
): Pushed['left'] {
  const asked = new Set(added.map(({ uuid }) => uuid));
  return unanswered(state).flatMap((one) => {
    const task = queue.get(one.task);
    const isOwn = one.source === source.name;
    if (!task || !(isOwn || (one.act === 'create' && asked.has(one.task)))) return [];
    const after = toInstant(settledAfter(one, isOwn ? connection.lag : undefined));
    const linked = state.get('linked', one.linked ?? '');
    const number = linked?.number;
    // Nobody finds it before the item can be read again, with its comments. Since then it is a state of the task.
    const part = linked && unreadParts(linked).find((part) => part !== 'blockers');
    if (part && (part === 'item' || one.act === 'note' || one.act === 'managed')) {
      const known = before?.all.get(one.linked!);
      const lost = `${LOST[one.act]} was lost, and the service refuses to show the comments. ${nextAsk(linked)}`;
      const why = part === 'item' ? missingOf(linked, part).why : lost;
      return known && unreadParts(known).includes(part) ? [] : [{ number, task, why }];
    }
    return [{ number, task, why: `${LOST[one.act]} was lost; a sync of ${one.source} after ${after} searches for it` }];
  });
}

type AllUnsent = Awaited<ReturnType<typeof planUnsent>>;

/** Returns what the items of a source lack that can't be sent. */
function unsentOf(context: Context, source: Source): Promise<AllUnsent> {
  const links = linksOf(context, source.name);
  return planUnsent(context, { source, links, only: links.all });
}

/** Forgets refusals of changes that nobody wants any more. */
async function forgetRefused(context: Context, write: Write, { name }: Source, unsent: AllUnsent): Promise<void> {
  const past = Array.from(linksOf(context, name).all).filter(([id, { refused }]) => refused && !unsent.has(id));
  if (past.length > 0) await write((tx) => past.map(([id]) => putRefused(tx, id, NO_REFUSALS, context.clock.now)));
}

const NEXT = 'The next sync sends it again';

/** Sends the changes of one item. @returns the answer that was lost, if one was */
async function sendItem(
  sending: SendingItem,
  { link, task, here, acts, long, held }: Outgoing,
): Promise<LostAnswer | undefined> {
  const { context, write, source, connection, done } = sending;
  let linked = link?.[1];
  const told: string[] = [];
  const reasons = new Set<string>();
  const left = (why: string) => {
    // One reason can keep back several changes.
    if (!reasons.has(why)) done.left.push({ number: linked?.number, task, why });
    reasons.add(why);
  };
  const unmade = link ? undefined : unmadeOf(context.store.state, source.name, task.uuid);
  const before = unmade ? { [unmade.digest]: unmade.why } : (linked?.refused?.why ?? {});
  const under = underNow(source, connection);
  const refused: Refusals = { why: {}, kinds: {}, under };
  for (const digest of held) {
    refused.why[digest] = before[digest]!;
    refused.kinds[digest] = linked?.refused?.kinds?.[digest] ?? 'other';
  }
  /** Stores why changes are refused. What is refused again was told already. */
  const putRefusals = async (changes: readonly PlannedAct[], why: string, kind: RefusalKind = 'other') => {
    const digests = changes.map((act) => digestOf(act, here));
    if (!digests.every((digest) => digest in before)) left(why);
    for (const digest of digests) {
      refused.why[digest] = why;
      refused.kinds[digest] = kind;
    }
    const [first] = digests;
    await write((tx) =>
      link
        ? putRefused(tx, link[0], refused, context.clock.now)
        : putUnmade(tx, { source: source.name, task: task.uuid, why, digest: first!, kind, under }, context.clock.now),
    );
  };
  /** Reads the item again. @returns true for one that gets nothing more: it is gone, or the service refuses to show it */
  const isOut = async (rest: readonly PlannedAct[]) => {
    const now = linked && (await connection.read(linked.number, linked.node).catch(asRefused));
    if (now instanceof ItemRefused) {
      await putRefusals(rest, now.message);
      return true;
    }
    if (typeof now !== 'string') return now;
    const gone = await write((tx) => putGone(tx, link![0], now, context.clock.now));
    left(missingOf(gone ?? { ...linked!, gone: now }, 'item').why);
    return true;
  };
  if (linked && acts.some(({ act }) => act === 'edit' || act === 'label')) {
    const now = await isOut(acts);
    if (now === true) return undefined;
    if (now && isElsewhere(now, linked, source)) {
      left('it changed there meanwhile; pull first');
      return undefined;
    }
  }
  try {
    for (const [i, act] of acts.entries()) {
      const sent = await sendAct(sending, { linked, link, task, act, here });
      if (!(sent instanceof CannotWrite)) {
        linked = sent;
        told.push(act.act);
      } else if (!sent.missing) await putRefusals([act], sent.message, sent.kind);
      else if ((await isOut(acts.slice(i))) === true) break;
      else
        await putRefusals([act], `${sentence(sent.message)} It can be read, so the token may not change it`, 'rights');
    }
  } catch (error) {
    if (!(error instanceof LostAnswer)) throw error;
    return error;
  } finally {
    if (told.length > 0) done.items.push({ number: linked?.number, task, acts: told });
  }
  if (long.length > 0) left(`labels longer than ${connection.limits.label} characters stay here: ${long.join(', ')}`);
  return undefined;
}

/** Checks whether the item there differs from what was read last, in a field that Backlog writes. */
function isElsewhere(now: RemoteItem, linked: Linked, source: Source): boolean {
  const { there } = storedItem(now, source.prefix, []);
  return (['description', 'spec', 'status', 'labels', 'priority', 'due'] as const).some(
    (field) => there[field] !== linked.there[field],
  );
}
