import { present } from '../../base/present.ts';
import { memoryBackend, openStore, type Store, type StoreOptions } from '../../store/index.ts';

/** Number of changes from which on a first write is not computed twice. */
const MANY_CHANGES = 1_000;

/**
 * Replaces a store that doesn't exist yet. It contains nothing. It tries each write in memory before `make` creates the
 * real store, so a refused write leaves no files. If another process created the store in the meantime, `make` returns
 * that store.
 */
export async function trialStore(
  { dir, now, validate }: Pick<StoreOptions, 'dir' | 'now' | 'validate'>,
  make: () => Promise<Store>,
): Promise<Store> {
  const trial = await openStore({
    dir,
    backend: memoryBackend(),
    create: true,
    ...present({ now, validate }),
  });
  const bodies: (string | Uint8Array)[] = [];
  const own: Pick<Store, 'exists' | 'id' | 'onOwn' | 'putBlob' | 'putBlobs' | 'write'> = {
    exists: false,
    id: null,
    // A write to the trial store isn't a commit, so there is nothing to report.
    onOwn: () => () => undefined,
    putBlob(body) {
      bodies.push(body);
      return trial.putBlob(body);
    },
    putBlobs(many) {
      for (const body of many) bodies.push(body);
      return trial.putBlobs(many);
    },
    async write(meta, fn) {
      // A commit there would take as much memory as the real one.
      const { value, seq, changes = [] } = await trial.write({ ...meta, only: 'tried' }, fn);
      if (seq === null) return { value, seq };
      const store = await make();
      await store.putBlobs(bodies);
      // An import takes long to compute. Its records are the same as long as nobody else has written.
      const isLong = changes.length >= MANY_CHANGES;
      return store.write(meta, (tx) => {
        if (!isLong || tx.seq !== seq) return fn(tx);
        for (const { kind, id, after } of changes) tx.put<string>(kind, id, after!);
        return value;
      });
    },
  };
  return Object.create(trial, Object.getOwnPropertyDescriptors(own)) as Store;
}
