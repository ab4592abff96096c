import { present } from '../../base/present.ts';
import {
  type CommitResult,
  memoryBackend,
  openStore,
  type Store,
  type StoreOptions,
  type Tx,
} from '../../store/index.ts';

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
      return store.write(meta, (tx) => (isFirst(tried.seq) && isFirst(tx.seq) ? copied(tx, trial, tried) : fn(tx)));
    },
  };
  return Object.create(trial, Object.getOwnPropertyDescriptors(own)) as Store;
}

const isFirst = (seq: number | null): boolean => seq === 1;

/**
 * Puts the records of the first write again, as it made them: both stores were empty before. To compute those of an
 * import again would take long.
 */
function copied<T>(tx: Tx, { state }: Store, { value }: CommitResult<T>): T {
  for (const kind of state.kinds()) for (const [id, record] of state.all(kind)) tx.put(kind, id, record);
  return value;
}
