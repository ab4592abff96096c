import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, type Store, type StoreOptions } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const signer = { kind: 'system', name: 'test' } as const;
const AT = '2026-07-30T14:30:00.000Z' as const;

/** Every text that a test looks for by name. `late` is named by change 22 alone. */
const TEXTS = { named: 'the text of a document', unnamed: 'a text that nothing names', late: 'a text of change 22' };
const shas = new Map<string, string>();

/** Returns the path of a text of {@link TEXTS} in a store. */
export function blobPath(name: keyof typeof TEXTS): string {
  const sha = shas.get(name) ?? '';
  return `blobs/${sha.slice(0, 2)}/${sha}`;
}

/** Returns the end of a path as `doctor` names it: texts have names of their own in tests. */
export function endOf(name: string): string {
  const text = /^blobs\/(.*)$/.exec(name)?.[1];
  return text !== undefined && text in TEXTS ? blobPath(text as keyof typeof TEXTS) : name;
}

export const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('thing', id, { n: tx.nextId('n') }));

/** By a process that loads nothing but the leases. */
export const lease = (store: Store, id: string) =>
  store.write({ command: 'lease', actor: signer }, (tx) => tx.put<string>('lease', id, {}));

/** A thing, and a task of the same number. */
const addBoth = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => {
    const n = tx.nextId('n');
    const uuid = taskUuid(n);
    const times = { entry: AT, modified: AT };
    tx.put<string>('thing', id, { n });
    tx.put('task', uuid, { uuid, id: tx.nextId('task'), description: `task ${n}`, status: 'pending', ...times });
  });

export function taskUuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** A repository that the first change records. */
interface Recorded {
  common: string;
  folder: string;
}

/** The number of the change at which a filled store has its checkpoint. */
const CHECKPOINT = 20;

/**
 * Fills a store with 23 changes in segments of four: 15 of them packed, a checkpoint at 20, texts, a document, and an
 * archived task. Change N adds the thing `tN` and the task N, except the first, which names a text.
 * @returns the process that wrote all, one that stopped reading at 20, and an older copy, which ends with change 21
 */
export async function fillStore(
  dir: string,
  {
    checkpoint = true,
    recorded,
    timing,
    address,
  }: { checkpoint?: boolean; recorded?: Recorded } & Pick<StoreOptions, 'timing' | 'address'> = {},
) {
  const options = {
    dir,
    ...(timing && { timing }),
    ...(address !== undefined && { address }),
    checkpoints: checkpoint,
  };
  const store = await openStore({ ...options, create: true, segmentSize: 4 });
  for (const name of ['named', 'unnamed'] as const) shas.set(name, await store.putBlob(TEXTS[name]));
  const [archived] = await store.putArchive('2026-Q3', [archivedRow()]);
  await store.write({ command: 'doc', actor: signer }, (tx) => {
    tx.nextId('n');
    tx.nextId('task');
    tx.put<string>('note', 'd', { blob: shas.get('named')! });
    const uuid = taskUuid(2);
    const version = { n: 1, blob: shas.get('named')!, actor: 'human:ada', at: AT };
    tx.put('doc', `${uuid}/spec`, { task: uuid, name: 'spec', versions: [version] });
    tx.put('archive', archived!.file, { ...archived!, at: tx.at });
    if (recorded) tx.put('repository', 'project', { name: 'project', home: true, ...recorded });
  });
  for (let n = 2; n <= CHECKPOINT; n++) await addBoth(store, `t${n}`);
  await store.maintain({ force: true });
  const behind = await openStore(options);
  await addBoth(store, 't21');
  const older = join(tempFolder('older'), 'store');
  cpSync(dir, older, { recursive: true });
  shas.set('late', await store.putBlob(TEXTS.late));
  await store.write({ command: 'doc', actor: signer }, (tx) => {
    tx.put<string>('thing', 't22', { n: tx.nextId('n') });
    tx.put<string>('note', 'late', { blob: shas.get('late')! });
    const times = { entry: AT, modified: AT };
    const uuid = taskUuid(22);
    tx.put('task', uuid, { uuid, id: tx.nextId('task'), description: 'task 22', status: 'pending', ...times });
  });
  const early = await openStore(options);
  await addBoth(store, 't23');
  return { dir, living: store, behind, early, older };
}

function archivedRow() {
  const uuid = taskUuid(900);
  const times = { entry: AT, modified: AT, end: AT };
  const task = { uuid, id: 900, description: 'archived', status: 'completed', ...times };
  return { id: 900, uuid, at: AT, records: [['task', uuid, task]] as const };
}

/** Returns a store of 23 changes for processes for which ten seconds pass between any two looks at the clock. */
export async function harmable(options: Parameters<typeof fillStore>[1] = {}) {
  let time = 0;
  const timing = { monotonic: () => (time += 10_000), sleep: async () => {}, random: () => 0.5 };
  return fillStore(join(tempFolder(), 'store'), { timing, ...options });
}

/** Returns the folder of another store that went the same way, and one change further. */
export async function anotherStore(): Promise<string> {
  const { dir, living } = await harmable();
  await addBoth(living, 't24');
  return dir;
}
