import { present } from '../../base/present.ts';
import { memoryBackend, openStore, type Store, type StoreOptions } from '../../store/index.ts';

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
      const tried = await trial.write(meta, fn);
      if (tried.seq === null) return tried;
      const store = await make();
      await store.putBlobs(bodies);
      return store.write(meta, fn);
    },
  };
  return Object.create(trial, Object.getOwnPropertyDescriptors(own)) as Store;
}
