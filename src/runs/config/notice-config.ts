import { BacklogError } from '../../domain/errors.ts';
import { type Instant, toInstant } from '../../domain/instant.ts';
import { PERSON_CONFIG } from '../../domain/kinds/config.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Kinds, Repository } from '../../domain/records.ts';
import { same } from '../../store/index.ts';
import { CONFIG_FOLDER } from '../../work/config/files.ts';
import { readConfigFile } from '../../work/config/read-config.ts';
import { readPlainFile } from '../../work/config/read-file.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { personFile } from '../../work/workspace/home.ts';
import { lastChangeBelow } from '../git/history/committed-files.ts';
import { type CommittedConfig, committedConfig } from './committed-config.ts';

const READER: Caller = { actor: ownActor('config'), holder: 'system:config' };

type Read = Omit<Kinds['config'], 'at'>;

/** Reads the config files that have changed, and stores what counts without agreement. */
export async function noticeConfigs(context: Context): Promise<void> {
  const { state, address } = context.store;
  const read = new Map<string, Read | undefined>([
    // Other people use a queue on a server, so nobody's own file counts there.
    [PERSON_CONFIG, address === undefined ? await personConfig(state.get('config', PERSON_CONFIG)) : undefined],
  ]);
  for (const repository of context.repositories.all) {
    const committed = await committedConfig(state, repository);
    if (!committed) continue;
    const before = state.get('config', repository.name);
    const next = readOf(committed, before);
    if (repository.places === undefined) read.set(repository.name, next);
    else {
      const changed = await lastChange(repository, committed.commit, context.clock.now);
      if (isNewer(changed, before)) read.set(repository.name, { values: {}, ...next, changed });
    }
  }
  const changed = [...read].filter(([id, next]) => !isSame(state.get('config', id), next));
  if (changed.length === 0) return;
  await context.with({ caller: READER }).write('config_read', (tx) => {
    for (const [id, next] of changed) {
      const before = tx.get('config', id);
      if (isSame(before, next) || (next?.changed !== undefined && !isNewer(next.changed, before))) continue;
      if (next) tx.put('config', id, { ...next, at: tx.at });
      else tx.remove('config', id);
    }
  });
}

/**
 * Checks whether a machine's config file is newer than the recorded one. Machines have different commits. If each wrote
 * what it has, the record would never settle. A machine without the file has the time of its deletion, or none.
 */
function isNewer(changed: Instant | undefined, before: Kinds['config'] | undefined): changed is Instant {
  return changed !== undefined && changed > (before?.changed ?? '');
}

/** Returns when a commit or one before it last changed the config file. A time in the future counts as now. */
async function lastChange(repository: Repository, commit: string, now: number): Promise<Instant | undefined> {
  const seconds = await lastChangeBelow(repository, commit, CONFIG_FOLDER);
  return seconds === undefined ? undefined : toInstant(Math.min(seconds * 1000, now));
}

function isSame(before: Kinds['config'] | undefined, next: Read | undefined): boolean {
  if (!before || !next) return before === next;
  const { at: _, changed: __, ...known } = before;
  const { changed: ___, ...read } = next;
  return same(known, read);
}

/** Returns the record of a read file. A file with an error leaves the values of the last one without. */
export function readOf(
  { file, problem, free, content }: CommittedConfig,
  before: Kinds['config'] | undefined,
): Read | undefined {
  if (problem !== undefined)
    return {
      ...(file === undefined ? {} : { file }),
      ...(before?.content === undefined ? {} : { content: before.content }),
      values: before?.values ?? {},
      problem,
    };
  if (file === undefined) return undefined;
  return { file, values: free, ...(content === undefined ? {} : { content }) };
}

async function personConfig(before: Kinds['config'] | undefined): Promise<Read | undefined> {
  const file = personFile();
  try {
    const bytes = readPlainFile(file, file);
    if (!bytes) return undefined;
    const { values } = await readConfigFile(bytes, { file, owner: 'person' });
    return { file, values: Object.fromEntries(values) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { file, values: before?.values ?? {}, problem: error.message };
  }
}
