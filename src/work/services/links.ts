import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { linkId } from '../../domain/kinds/sync/held-text.ts';
import { OUTSIDE_TEXT } from '../../domain/outside.ts';
import type { Conflict, Linked, Source } from '../../domain/records.ts';
import { isLanded } from '../../domain/runs/run-states.ts';
import {
  type Connection,
  type ConnectOptions,
  MustWait,
  type Position,
  type StoredPause,
  storedPause,
} from '../../services/index.ts';
import { sha256, type Tx } from '../../store/index.ts';
import { stillWaits } from '../../time/still-waits.ts';
import { SPEC } from '../documents/documents.ts';
import { documentOf } from '../merge/base.ts';
import type { Context, Write } from '../workspace/context.ts';
import type { Resolve } from './values.ts';

/** The version of the link records that this program writes. A source with a newer one is only read. */
export const LINK_VERSION = 1;

/** @throws BacklogError `not-found`, naming the sources that exist; `conflict` for a source of a newer program */
export function findSource({ store: { state } }: Pick<Context, 'store'>, name: string): Source {
  const source = state.get('source', name);
  if (!source) {
    const names = Array.from(state.all('source'), ([id]) => id);
    return refuse('not-found', `there is no source "${name}"`, {
      hint: names.length > 0 ? `There are: ${names.join(', ')}` : 'See the sources: `backlog source list`',
      data: { received: name },
    });
  }
  if (source.version > LINK_VERSION)
    refuse('conflict', `source ${name} is kept in step by a newer version of Backlog`, {
      hint: 'Update Backlog on this machine.',
    });
  return source;
}

/** @throws BacklogError `conflict` for a disabled source */
export function enabledSource(context: Pick<Context, 'store'>, name: string): Source {
  const source = findSource(context, name);
  if (source.state === 'disabled')
    refuse('conflict', `source ${name} is disabled`, { hint: `Enable it: \`backlog source enable ${name}\`` });
  return source;
}

type Waits = NonNullable<Source['waits']>;

/** Checks whether a stored pause still counts. */
export const stillPaused = ({ since, until }: Waits, now: number): boolean =>
  stillWaits({ since: since === undefined ? undefined : fromInstant(since), until: fromInstant(until) }, now);

/** Two pauses with ends this close together, in ms, are one. */
const SAME_PAUSE_MS = 10_000;

/** Returns a pause as its source stores it. The one that is stored already stays. */
export function pauseField(waiting: StoredPause | undefined, before: Source['waits']): Source['waits'] {
  if (!waiting) return undefined;
  const { since, until, why } = waiting;
  if (before && before.why === why && Math.abs(fromInstant(before.until) - until) < SAME_PAUSE_MS) return before;
  return { since: toInstant(since), until: toInstant(until), why };
}

/** Stores the pause of a source whose service made a call wait. Other errors change nothing. */
export async function storePause(write: Write, name: string, error: unknown): Promise<void> {
  if (!(error instanceof MustWait)) return;
  await write((tx) => {
    const source = tx.get('source', name);
    const waits = pauseField(storedPause(error), source?.waits);
    if (source && waits && waits !== source.waits) tx.put('source', name, { ...source, waits });
  });
}

/** Returns the sources of one service. It counts the requests of all of them together. */
const ofService = (state: Pick<Tx, 'all'>, { kind, api }: Pick<Source, 'kind' | 'api'>): Source[] =>
  Array.from(state.all('source'), ([, one]) => one).filter((one) => one.kind === kind && one.api === api);

/** Returns the pause that the service of a source asked for, in whichever of its sources. */
export function presentPause(
  { store: { state }, clock: { now } }: Pick<Context, 'store' | 'clock'>,
  source: Source,
): ConnectOptions['pause'] {
  const all = ofService(state, source).flatMap(({ waits }) => (waits && stillPaused(waits, now) ? waits : []));
  const last = all.reduce<Waits | undefined>((a, b) => (a && a.until > b.until ? a : b), undefined);
  return last && { left: fromInstant(last.until) - now, why: last.why };
}

/** Forgets the pauses of a service. */
export function endPauses(tx: Tx, source: Source): void {
  for (const { waits, ...one } of ofService(tx, source)) if (waits) tx.put('source', one.name, one);
}

/** Stores how far a list was read, and what is left of the quota. */
export function putSource(
  tx: Tx,
  {
    source: { name },
    connection,
    ...change
  }: {
    source: Pick<Source, 'name'>;
    connection: Connection;
    items?: Position;
    comments?: Position;
    waits?: Source['waits'] | undefined;
  },
): void {
  const source = tx.get('source', name);
  // Somebody removed it meanwhile.
  if (!source) return;
  const { waits, ...rest } = { ...source, ...change };
  const quota = connection.quota();
  tx.put('source', name, {
    ...rest,
    ...present({ account: connection.account }),
    ...(waits ? { waits } : {}),
    ...(quota ? { quota: { limit: quota.limit, left: quota.left, renews: toInstant(quota.renews), at: tx.at } } : {}),
  });
}

/** The links of a source by identity, number and task. */
export interface Links extends Resolve {
  all: Map<string, Linked>;
  add(id: string, linked: Linked): void;
  ofNumber(number: number): [id: string, linked: Linked] | undefined;
  ofTask(uuid: string): [id: string, linked: Linked] | undefined;
}

export function linksOf({ store: { state } }: Pick<Context, 'store'>, name: string): Links {
  const all = new Map<string, Linked>();
  const [numbers, tasks] = [new Map<number, string>(), new Map<string, string>()];
  const found = (id: string | undefined): [string, Linked] | undefined => {
    const linked = id === undefined ? undefined : all.get(id);
    return linked && [id!, linked];
  };
  const links: Links = {
    all,
    add(id, linked) {
      all.set(id, linked);
      if (!linked.gone) numbers.set(linked.number, id);
      else if (numbers.get(linked.number) === id) numbers.delete(linked.number);
      tasks.set(linked.task, id);
    },
    ofNumber: (number) => found(numbers.get(number)),
    ofTask: (uuid) => found(tasks.get(uuid)),
    byNode: (node) => all.get(linkId(name, node))?.task,
    byNumber: (number) => found(numbers.get(number))?.[1].task,
  };
  for (const [id, linked] of state.all('linked')) if (linked.source === name) links.add(id, linked);
  return links;
}

/** Finds the links of items of one page, which are not stored yet. */
export const numbersOf = (found: readonly { id: string; linked: Linked }[]): Pick<Links, 'ofNumber'> => ({
  ofNumber: (number) => {
    const one = found.find(({ linked }) => linked.number === number);
    return one && [one.id, one.linked];
  },
});

/** Returns the stored conflicts of a task with a source, by field. */
export function conflictsOf({ store: { state } }: Pick<Context, 'store'>, name: string, uuid: string) {
  const found = new Map<string, Conflict>();
  for (const [id, conflict] of state.all('conflict'))
    if (id.startsWith(`${name}/${uuid}/`)) found.set(conflict.field, conflict);
  return found;
}

/** Writes a value of a conflict or a journal: JSON, or `@` and the blob of a text. */
export function encoded(field: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  return field === 'spec' ? `@${sha256(String(value))}` : JSON.stringify(value);
}

/** Reads such a value. */
export async function decodedBase({ store }: Pick<Context, 'store'>, text: string | undefined): Promise<unknown> {
  if (text === undefined || text === '') return undefined;
  if (text.startsWith('@')) return (await store.getBlob(text.slice(1))).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    // A record that another program wrote: its text is shown as it is.
    return text;
  }
}

/** Returns the blobs that texts of a record name, so that they are kept. */
export function blobsIn(...texts: (string | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => text?.match(/(?<=@)[0-9a-f]{64}/g) ?? []))];
}

/** Checks whether a run of the task is merged. */
export function mergedTasks({ store: { state } }: Pick<Context, 'store'>): ReadonlySet<string> {
  const merged = new Set<string>();
  for (const [, run] of state.all('run')) if (isLanded(run)) merged.add(run.task);
  return merged;
}

/** Returns the reader of base texts for {@link merge}. */
export const documentIn =
  ({ store }: Pick<Context, 'store'>) =>
  (base: Parameters<typeof documentOf>[1]) =>
    documentOf(store, base);

/** Returns the document that a link keeps in step with the item's text. */
export const textDocument = (linked: Pick<Linked, 'outside'> | undefined): string =>
  linked?.outside ? OUTSIDE_TEXT : SPEC;
