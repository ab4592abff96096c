import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Source } from '../../domain/records.ts';
import { type Connection, LostAnswer, MustWait, SERVICES, TooLarge } from '../../services/index.ts';
import { same, type Tx } from '../../store/index.ts';
import { checkName, keepNames, nameTaken } from '../sync/file-sources.ts';
import type { Context, Write } from '../workspace/context.ts';
import { validateRecord } from '../workspace/validate.ts';
import { findSource, LINK_VERSION, presentPause } from './links.ts';
import { checkOnly } from './only-source.ts';

export interface NewSource {
  service: string;
  list: string;
  name: string | undefined;
  filter: string;
  prefix: string;
  closes: Source['closes'];
  notes: boolean;
  map: Readonly<Record<string, string>>;
}

/** @throws BacklogError `invalid` for an unknown service, name, repository, filter or address; `conflict` if it exists */
export async function addSource(
  context: Context,
  write: Write,
  { ask, dryRun, env }: { ask: NewSource; dryRun: boolean; env: NodeJS.ProcessEnv },
): Promise<Source> {
  const kind = serviceNamed(ask.service);
  const service = SERVICES[kind];
  const list = await service.list(ask.list);
  await service.checkFilter(ask.filter);
  await service.checkMap(ask.map);
  const name = ask.name ?? list.split('/')[1]!.toLowerCase();
  checkName(name, `source add ${kind} ${list}`);
  const api = await service.api(env, list);
  await service.checkHost?.(ask.list, api);
  const actor = formatActor(context.caller.actor);
  const source: Omit<Source, 'at'> = {
    ...{ name, kind, list, api, filter: ask.filter.trim(), prefix: ask.prefix },
    ...{ closes: ask.closes, state: 'enabled', version: LINK_VERSION, actor },
    ...(ask.notes ? { notes: true } : {}),
    ...(Object.keys(ask.map).length > 0 ? { map: ask.map } : {}),
  };
  const check = (state: Pick<Tx, 'get' | 'all'>) => {
    const taken = nameTaken(state, name);
    if (taken !== undefined)
      refuse('conflict', `there is a source ${taken} already`, {
        hint: `Choose another name, such as ${name}-2.`,
      });
    checkOnly(state, source);
  };
  check(context.store.state);
  if (dryRun) return { ...source, at: '2000-01-01T00:00:00Z' };
  return write((tx) => {
    check(tx);
    const made: Source = { ...source, at: tx.at };
    tx.put('source', name, made);
    for (const [mark, one] of [...tx.all('sending')])
      if (!tx.get('source', one.source) && one.list?.toLowerCase() === list.toLowerCase())
        tx.put('sending', mark, { ...one, source: name });
    return made;
  });
}

/** Trackers without an API here, whose exports an import reads. */
const EXPORTED = /^(?:linear|asana|clickup|monday|notion|plane|todoist|ticktick|azure|pivotal|gitlab)$/i;

function serviceNamed(text: string): Source['kind'] {
  if (Object.hasOwn(SERVICES, text)) return text as Source['kind'];
  return refuse('invalid', `there is no service "${clip(text, 60)}"`, {
    hint: `Services: ${Object.keys(SERVICES).join(', ')}. ${EXPORTED.test(text) ? `Backlog reads its export: \`backlog import ${text.toLowerCase()}.csv\`` : 'For example: `backlog source add github acme/app`'}`,
    data: { received: clip(text, 60) },
  });
}

type Connecting = Pick<Context, 'caller' | 'store' | 'clock'>;

/** Connects to the service of a source. @throws BacklogError `service` if nobody is signed in */
export function connectSource(context: Connecting, source: Source, env: NodeJS.ProcessEnv): Promise<Connection> {
  const { api, list, filter, kind, name, map } = source;
  const { progress } = context.caller;
  const pause = presentPause(context, source);
  return SERVICES[kind].connect({ name, api, list, filter, map, progress, pause }, env);
}

/**
 * Calls a service. A service that doesn't answer, or makes the caller wait, is no defect of Backlog.
 * @throws BacklogError `service`
 */
export async function asking<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof LostAnswer)
      throw new BacklogError('service', error.message, { hint: 'Try it again in a moment.', cause: error });
    if (error instanceof MustWait)
      throw new BacklogError('service', error.message, {
        hint: `Try it again after ${toInstant(error.until)}.`,
        cause: error,
      });
    if (error instanceof TooLarge)
      throw new BacklogError('service', error.message, {
        hint: 'Check the address of the service, and its newest item: `backlog source validate NAME`',
        cause: error,
      });
    throw error;
  }
}

/** Returns what fields of the service mean, with the defaults. */
export const sourceMeanings = ({ kind, map = {} }: Source) => SERVICES[kind].meanings(map);

/** What a person changes of a source. Absent fields stay. */
export interface SourceChange {
  filter?: string | undefined;
  prefix?: string | undefined;
  closes?: Source['closes'] | undefined;
  notes?: boolean | undefined;
  /** By name; an empty value means the default again. */
  map: Readonly<Record<string, string>>;
  /** The new name of its list, and the identity. */
  renamed?: Pick<Source, 'list' | 'node' | 'api'> | undefined;
}

/**
 * Returns the change of a source's record. A new filter begins the first read anew, so that it finds what fits now.
 * @throws BacklogError `invalid`, or `nothing-to-do`
 */
export async function sourceChange(source: Source, asked: SourceChange): Promise<Partial<Source>> {
  const service = SERVICES[source.kind];
  const filter = asked.filter?.trim();
  if (filter !== undefined) await service.checkFilter(filter);
  const entries = Object.entries({ ...source.map, ...asked.map }).filter(([, value]) => value !== '');
  await service.checkMap(asked.map);
  const change: Partial<Source> = {
    ...(filter === undefined || filter === source.filter ? {} : { filter, items: undefined, comments: undefined }),
    ...asked.renamed,
    ...(asked.prefix === undefined ? {} : { prefix: asked.prefix }),
    ...(asked.closes === undefined ? {} : { closes: asked.closes }),
    ...(asked.notes === undefined ? {} : { notes: asked.notes || undefined }),
    ...(Object.keys(asked.map).length === 0
      ? {}
      : { map: entries.length > 0 ? Object.fromEntries(entries) : undefined, items: undefined }),
  };
  const isSameValue = ([name, value]: [string, unknown]) => same(source[name as keyof Source], value);
  if (Object.entries(change).every(isSameValue))
    refuse('nothing-to-do', `source ${source.name} is so already`, {
      hint: `Show it: \`backlog source show ${source.name}\``,
    });
  return change;
}

/**
 * Follows a list to its new name. @returns the change of the source's record
 * @throws BacklogError `conflict` if the name belongs to another list
 */
export async function renamedList(
  context: Connecting,
  source: Source,
  { list: text, env }: { list: string; env: NodeJS.ProcessEnv },
): Promise<Pick<Source, 'list' | 'node' | 'api'>> {
  const service = SERVICES[source.kind];
  const list = await service.list(text);
  await service.checkHost?.(text, source.api);
  // An address that follows from the name of the list changes with it.
  const isDerived = source.api === (await service.api({}, source.list));
  const api = isDerived ? await service.api({}, list) : source.api;
  const connection = await connectSource(context, { ...source, list, api }, env);
  const now = await connection.identity();
  if (!(await isSameList(context, source, { connection, node: now.node, env })))
    refuse('conflict', `${now.list} is another list than ${source.list}`, {
      hint: `Add it as another source: \`backlog source add ${source.kind} ${now.list}\``,
      data: { received: clip(text, 200) },
    });
  return { list: now.list, node: now.node, api };
}

/** Checks whether a list is that of a source: by its identity or, if the old name leads nowhere, by one of its items. */
async function isSameList(
  context: Connecting,
  source: Source,
  { connection, node, env }: { connection: Connection; node: string; env: NodeJS.ProcessEnv },
): Promise<boolean> {
  if (source.node !== undefined) return source.node === node;
  try {
    return (await (await connectSource(context, source, env)).identity()).node === node;
  } catch (error) {
    if (!(error instanceof BacklogError || error instanceof LostAnswer)) throw error;
    const links = Array.from(context.store.state.all('linked'), ([, one]) => one);
    const linked = links.find((one) => one.source === source.name && !one.gone);
    return !linked || typeof (await connection.read(linked.number, linked.node)) !== 'string';
  }
}

/** Changes a source. @throws BacklogError `not-found`; `conflict` if its new list has another source */
export function changeSource(tx: Tx, context: Context, name: string, change: Partial<Source>): Source {
  findSource(context, name);
  const changed: unknown = present({ ...tx.get('source', name), ...change });
  validateRecord('source', changed);
  if (change.list !== undefined) checkOnly(tx, changed);
  tx.put('source', name, changed);
  return changed;
}

/**
 * Removes a source with its links and conflicts. Its tasks stay, and so does everything there. A new item whose answer was
 * lost stays in the journal, or it would come as a second task if the source returns.
 */
export function removeSource(tx: Tx, context: Context, name: string): { source: Source; linked: number } {
  const source = findSource(context, name);
  keepNames(tx);
  let linked = 0;
  for (const kind of ['linked', 'conflict', 'sending', 'unmade'] as const)
    for (const [id, record] of [...tx.all(kind)])
      if (record.source === name && !('act' in record && record.act === 'create')) {
        tx.remove(kind, id);
        if (kind === 'linked') linked++;
      }
  tx.remove('source', name);
  return { source, linked };
}
