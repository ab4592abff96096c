import type { SourceState } from '../services/source-states.ts';
import type { Context } from '../workspace/context.ts';
import { fileSources } from './file-sources.ts';

/** Returns the files that `sync` keeps equal to the queue, as lists show sources. Their records stay those of `sync`. */
export function syncedFiles({ store: { state } }: Pick<Context, 'store'>): SourceState[] {
  const count = (keys: Iterable<string>) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const linked = count(Array.from(state.all('synced'), ([, { file }]) => file));
  const open = Array.from(state.all('conflict')).filter(([, { resolved }]) => !resolved);
  const conflicts = count(open.map(([, { source }]) => source));
  return fileSources(state)
    .map(
      ({ key, name, sync: { file, only, state: is } }): SourceState => ({
        ...{ name, kind: 'file', list: file, filter: only ?? '', state: is ?? 'enabled', pushes: true },
        ...{ linked: linked.get(key) ?? 0, conflicts: conflicts.get(key) ?? 0, open: 0, missing: 0, sending: 0 },
      }),
    )
    .sort((a, b) => (a.list < b.list ? -1 : 1));
}
