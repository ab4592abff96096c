import { BacklogError } from '../../domain/errors.ts';
import { PERSON_CONFIG } from '../../domain/kinds/config.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Kinds } from '../../domain/records.ts';
import { same } from '../../store/index.ts';
import { readConfig } from '../../work/config/read-config.ts';
import { readPlainFile } from '../../work/config/read-file.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { type CommittedConfig, committedConfig } from './committed-config.ts';
import { personFile } from './config-refs.ts';

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
    if (committed) read.set(repository.name, readOf(committed, state.get('config', repository.name)));
  }
  const changed = [...read].filter(([id, next]) => !isSame(state.get('config', id), next));
  if (changed.length === 0) return;
  await context.with({ caller: READER }).write('config_read', (tx) => {
    for (const [id, next] of changed) {
      if (isSame(tx.get('config', id), next)) continue;
      if (next) tx.put('config', id, { ...next, at: tx.at });
      else tx.remove('config', id);
    }
  });
}

function isSame(before: Kinds['config'] | undefined, next: Read | undefined): boolean {
  if (!before || !next) return before === next;
  const { at: _, ...known } = before;
  return same(known, next);
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
    const { values } = await readConfig(bytes, { file, owner: 'person' });
    return { file, values: Object.fromEntries(values) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { file, values: before?.values ?? {}, problem: error.message };
  }
}
