import { counted } from '../../base/amounts.ts';
import { DAY_MS } from '../../base/day.ts';
import { groupedBy } from '../../base/iterables.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import type { Linked, Source, Unmade } from '../../domain/records.ts';
import { type Connection, type Ending, goneTwice, ItemRefused, isAnswered, refusalRow } from '../../services/index.ts';
import { sha256, type Tx } from '../../store/index.ts';
import type { Context } from '../workspace/context.ts';
import type { Links } from './links.ts';

/** What a service refused to show of an item. */
type Part = NonNullable<Linked['unread']>[number];

/** How a read changes what is missing of an item. */
export interface Unread {
  refused?: readonly Part[];
  read?: Part;
}

/** An item, or a part of it, that the service doesn't show. */
export interface Missing {
  number: number;
  part: 'item' | Part;
  why: string;
}

/**
 * Pauses, in ms, before the service is asked again for what it doesn't show: the first one, and the longest. Each is twice
 * the one before. What can be read again comes after the longest pause at the latest, and costs a request for each.
 */
export const AGAIN_MS = { first: 60_000, longest: DAY_MS } as const;

/** Maximum number of items that one pull asks for again. The others follow with the next pulls. */
const AT_ONCE = 10;

/** Checks whether the service doesn't show an item, or a part of it, or refuses a change of it. */
export const isMissing = (linked: Linked): boolean => unreadParts(linked).length > 0 || linked.refused !== undefined;

/** Returns what the service doesn't show of an item. */
export const unreadParts = ({ gone, unread = [] }: Linked): readonly Missing['part'][] => (gone ? ['item'] : unread);

export const unreadKey = ({ number, part }: Pick<Missing, 'number' | 'part'>): string => `${number} ${part}`;

/** Returns what the service doesn't show of the items of a source, as {@link unreadKey}. */
export const unreadKeys = ({ all }: Links): ReadonlySet<string> =>
  new Set(
    Array.from(all.values()).flatMap((one) => unreadParts(one).map((part) => unreadKey({ number: one.number, part }))),
  );

/** Says how many items lack comments or blockers here. */
export function unreadText({ all }: Links, source: string): string[] {
  const size = Array.from(all.values()).filter(({ gone, unread }) => !gone && unread).length;
  const text = `${counted(size, 'issue')} ${size === 1 ? 'lacks' : 'lack'} comments or blockers here`;
  return size === 0 ? [] : [`${text}: ${showLine(source)}`];
}

type Again = NonNullable<Linked['again']>;
type Refused = NonNullable<Linked['refused']>;

/** Checks whether it is time to ask again. A clock that was wrong when the time was stored doesn't count. */
const isDue = ({ again }: { again?: Again | undefined }, now: number): boolean => {
  const after = again === undefined ? now : fromInstant(again.after);
  return after <= now || after > now + AGAIN_MS.longest;
};

/** Returns the items that a pull asks for again, the longest waiting first. Another token may read all of them. */
export const askedAgain = (all: Iterable<Linked>, now: number, isOtherToken: boolean): Linked[] =>
  Array.from(all)
    .filter((linked) => unreadParts(linked).length > 0 && (isOtherToken || isDue(linked, now)))
    .sort((a, b) => ((a.again?.after ?? '') < (b.again?.after ?? '') ? -1 : 1))
    .slice(0, isOtherToken ? undefined : AT_ONCE);

/** Returns a record that waits before the service is asked again. Several refusals of one pull count once. */
function waiting<Of extends { again?: Again | undefined }>(of: Of, now: number): Of & { again: Again } {
  if (of.again && !isDue(of, now)) return { ...of, again: of.again };
  const times = (of.again?.times ?? 0) + 1;
  const pause = Math.min(AGAIN_MS.first * 2 ** (times - 1), AGAIN_MS.longest);
  return { ...of, again: { times, after: toInstant(now + pause) } };
}

/**
 * Reads a part of an item. A server that lags behind can refuse it once, so it is asked again after a pause.
 * @returns the refusal of the service, which says nothing about other items
 */
export const askedTwice = <T>(read: () => Promise<T>): Promise<T | ItemRefused> =>
  goneTwice<T | ItemRefused>(
    () => read().catch(asRefused),
    (found) => found instanceof ItemRefused && isAnswered(found),
  );

/** Returns a refusal of an item as a value. @throws every other error */
export function asRefused(error: unknown): ItemRefused {
  if (error instanceof ItemRefused) return error;
  throw error;
}

/** Says what is missing of an item, and when the service is asked again. */
export function missingOf(linked: Linked, part: Missing['part'], why = ''): Missing {
  const { number, gone } = linked;
  const is = part !== 'item' ? REFUSED : gone === undefined ? UNREADABLE : GONE[gone];
  return { number, part, why: `${[is, why].filter(Boolean).map(sentence).join(' ')} ${nextAsk(linked)}` };
}

/** Says when the service is asked again for what it doesn't show. */
export function nextAsk(linked: Linked): string {
  const line = againLine(linked);
  const { again } = linked;
  return again ? `Backlog asks again after ${again.after}, or at once: ${line}` : `Ask again: ${line}`;
}

/**
 * Says everything that is missing of an item, and what the service refuses to change there.
 * @param named what a refusal keeps back, by its digests
 */
export const missingParts = (linked: Linked, named: (digests: readonly string[]) => string): Missing[] => [
  ...unreadParts(linked).map((part) => missingOf(linked, part)),
  ...(linked.refused && !linked.gone ? [refusedOf(linked, linked.refused, named)] : []),
];

/** Says for each reason what it keeps back, and what sends that again. */
function refusedOf(
  linked: Linked,
  { why, kinds = {}, again }: Refused,
  named: Parameters<typeof missingParts>[1],
): Missing {
  const said = Array.from(
    groupedBy(Object.entries(why), ([, text]) => text),
    ([text, all]) => {
      const digests = all.map(([digest]) => digest);
      const when = `Backlog sends it again ${resentWhen(kinds[digests[0]!], again)}, or after ${againLine(linked)}`;
      return [text, named(digests), when].filter(Boolean).map(sentence).join(' ');
    },
  );
  return { number: linked.number, part: 'item', why: said.join(' ') };
}

/** Says what lets a refused change be sent again. */
export function resentWhen(kind: string | undefined, { after }: Again): string {
  const { next, retry } = refusalRow(kind);
  return retry.includes('pause') ? `${next} or after ${after}` : next;
}

/** What a person changes so that a refusal may be over. */
export type Under = NonNullable<Refused['under']>;

/** Returns what a refusal of now is under. */
export const underNow = ({ map = {} }: Pick<Source, 'map'>, { account = '' }: Pick<Connection, 'account'>): Under => ({
  map: sha256(JSON.stringify(Object.entries(map).sort())).slice(0, 16),
  token: account,
});

/** Checks whether the condition of a refusal has not changed, so that it would be the same again. */
function stillRefused(
  kind: string | undefined,
  { again, under }: Pick<Refused, 'again' | 'under'>,
  now: number,
  present: Under,
) {
  const isOver = (ending: Ending) => (ending === 'pause' ? isDue({ again }, now) : under?.[ending] !== present[ending]);
  return !refusalRow(kind).retry.some(isOver);
}

const againLine = ({ source, number }: Linked) => `\`backlog source pull ${shellWord(source)} --again ${number}\``;

const REFUSED = 'The service refused to show them';
const UNREADABLE = 'The service refused to show it';

/** Says why an item can't be reached. Its task stays as it is. */
const GONE: Readonly<Record<NonNullable<Linked['gone']>, string>> = {
  deleted: "The service doesn't find it: it was deleted, or this account may not read it. Its task stays",
  moved: 'It is in another list there now. Its task stays',
};

/** Returns the link after a read of a part. */
export function withUnread(linked: Linked, { refused = [], read }: Unread, now: number): Linked {
  const { unread = [], again: _, ...rest } = linked;
  const missing = [...new Set([...unread, ...refused])].filter((part) => part !== read).sort();
  if (missing.length === 0) return rest.gone ? linked : rest;
  const kept: Linked = { ...linked, unread: missing };
  return refused.length > 0 ? waiting(kept, now) : kept;
}

/** Returns the digests of refused changes that are not sent now: neither side changed, nor the condition. */
export const heldDigests = ({ refused, updated }: Linked, now: number, under: Under): readonly string[] =>
  refused && refused.updated === updated
    ? Object.keys(refused.why).filter((one) => stillRefused(refused.kinds?.[one], refused, now, under))
    : [];

/** Refused changes by digest, and what they are refused under. */
export type Refusals = Pick<Refused, 'why' | 'under'> & { kinds: Record<string, string> };

/** What is stored if the service refuses nothing any more. */
export const NO_REFUSALS: Refusals = { why: {}, kinds: {} };

/** Stores which changes of an item the service refuses. */
export function putRefused(tx: Tx, id: string, refusals: Refusals, now: number): void {
  const { refused: before, ...linked } = tx.get('linked', id) ?? {};
  if (!('task' in linked) || !tx.get('task', linked.task)) return;
  const next = { ...refusals, updated: linked.updated, again: before?.again };
  // What a service refuses once is sent with the next push.
  const first = { ...next, again: { times: 1, after: toInstant(now) } };
  const refused = Object.keys(refusals.why).length === 0 ? undefined : before ? waiting(next, now) : first;
  if (before || refused) tx.put('linked', id, { ...linked, ...present({ refused }) });
}

const unmadeId = (source: string, task: string) => `${source}/${task}`;

/** Returns why a source refused to make an item of a task. */
export const unmadeOf = (state: Pick<Tx, 'get'>, source: string, task: string): Unmade | undefined =>
  state.get('unmade', unmadeId(source, task));

/** Checks whether a refused task is not sent now: it is as it was, and stays here, or is still refused. */
export const isHeldBack = (unmade: Unmade, digest: string, now: number, under: Under): boolean =>
  unmade.digest === digest && (staysHere(unmade) || stillRefused(unmade.kind, unmade, now, under));

/** Checks whether somebody decided that a task stays here only, as it is. */
const staysHere = ({ digest, kept }: Unmade): boolean => kept === digest;

/** Returns the pending tasks of which a source, or any source, refuses to make items. */
export const unmadeTasks = ({ store: { state } }: Pick<Context, 'store'>, name?: string): Unmade[] =>
  Array.from(state.all('unmade'), ([, one]) => one).filter(
    (one) =>
      (name ?? one.source) === one.source && !staysHere(one) && state.get('task', one.task)?.status === 'pending',
  );

/** Returns what sources refuse to make of a task, also if it was decided that the task stays here. */
export const unmadeBy = ({ store: { state } }: Pick<Context, 'store'>, task: string, name?: string): Unmade[] =>
  Array.from(state.all('unmade'), ([, one]) => one).filter(
    (one) => one.task === task && (name ?? one.source) === one.source,
  );

/** Decides about a refused task: it stays `here`, as it is, or the next push that names it sends it `there` again. */
export function decideUnmade(tx: Tx, { source, task }: Unmade, side: 'here' | 'there'): void {
  const now = unmadeOf(tx, source, task);
  if (!now) return;
  const { kept: _, ...open } = now;
  // Without the digest of what was refused, nothing is held back, and another refusal is told.
  const next = side === 'here' ? { ...now, kept: now.digest } : { ...open, digest: '' };
  tx.put('unmade', unmadeId(source, task), next);
}

const showLine = (name: string) => `\`backlog source show ${shellWord(name)}\``;

/** Says of how many tasks a source refuses to make issues. */
export function unmadeText(context: Pick<Context, 'store'>, { name }: Pick<Source, 'name'>): string[] {
  const { length } = unmadeTasks(context, name);
  return length === 0 ? [] : [`the service refuses to make issues of ${counted(length, 'task')}: ${showLine(name)}`];
}

/** Says how many items lack something of the queue that can't be sent. */
export function unsentText(size: number, { name }: Pick<Source, 'name'>): string[] {
  const lack = `${counted(size, 'issue')} ${size === 1 ? 'lacks' : 'lack'} changes of the queue`;
  return size === 0 ? [] : [`${lack}: ${showLine(name)}`];
}

/** Stores that a service refuses to make an item of a task. */
export function putUnmade(tx: Tx, { source, task, ...said }: Omit<Unmade, 'again'>, now: number): void {
  if (!tx.get('task', task)) return;
  const before = unmadeOf(tx, source, task);
  const again = { times: 1, after: toInstant(now) };
  const next = { source, task, ...said, again: before?.again ?? again, ...present({ kept: before?.kept }) };
  tx.put('unmade', unmadeId(source, task), before ? waiting(next, now) : next);
}

/** Forgets that a service refused to make an item, because there is one now. */
export function forgetUnmade(tx: Tx, source: string, task: string): void {
  if (unmadeOf(tx, source, task)) tx.remove('unmade', unmadeId(source, task));
}

/** Stores how a read changed what is missing of an item. */
export function putUnread(tx: Tx, links: Links | undefined, id: string, change: { now: number } & Unread): void {
  const linked = tx.get('linked', id);
  if (!linked) return;
  const now = withUnread(linked, change, change.now);
  tx.put('linked', id, now);
  links?.add(id, now);
}

/** Stores that an item can't be reached, or still can't. Nothing is written to it then. @returns the link */
export function putGone(tx: Tx, id: string, gone: Linked['gone'], now: number): Linked | undefined {
  const linked = tx.get('linked', id);
  if (!linked) return undefined;
  const next = waiting({ ...linked, ...(gone ? { gone } : {}) }, now);
  tx.put('linked', id, next);
  return next;
}
