import { type Backend, type MemoryFile, memoryBackend } from '../../../src/store/index.ts';
import type { Actor, Scheduler } from './scheduler.ts';

/** A mistake planted in the protocol, to prove that the checker finds it. All sit between the real code and the files. */
export type Plant =
  | 'overwriting put'
  | 'put that is not there'
  | 'writer without floor check'
  | 'reader without floor check'
  | 'delete before pack'
  | 'checkpoint of a later state';

export type Files = Map<string, MemoryFile>;

/** Where a schedule happens. */
export interface Place {
  backend: Backend;
  /** Is it a disk, on which calls take a while? */
  wait: boolean;
  /** What is there now. */
  files(): Files;
}

/**
 * The backend of one actor: every call is one step, before which the scheduler may let others run, or end the actor.
 * With `late`, the answer of a call may be a step of its own, so that other lanes of the actor go on in between.
 */
export function steppedBackend(
  place: Place,
  { scheduler, actor, plant, late }: { scheduler: Scheduler; actor: Actor; plant?: Plant; late: () => boolean },
): Backend {
  const inner = place.wait ? waitedFor(place.backend, scheduler) : place.backend;
  const step = async <T>(call: string, path: string, work: () => Promise<T>) => {
    await scheduler.gate(actor, `${call} ${path.slice(0, path.indexOf('/'))}`);
    const result = await work();
    if (late()) await scheduler.gate(actor, 'answer');
    return result;
  };
  const planted = plant ? plantedBackend(inner, plant, () => scheduler.gate(actor, 'plant')) : inner;
  return {
    place: actor.name,
    put: (path, data) => step('put', path, () => planted.put(path, data)),
    putFolder: (path, fill) => step('putFolder', path, () => planted.putFolder(path, fill)),
    get: (path) => step('get', path, () => planted.get(path)),
    stat: (path) => step('stat', path, () => planted.stat(path)),
    list: (folder) => step('list', folder, () => planted.list(folder)),
    delete: (path) => step('delete', path, () => planted.delete(path)),
    sync: (folder) => step('sync', folder, () => planted.sync(folder)),
    touch: (path) => step('touch', path, () => planted.touch(path)),
    sweep: (folder, before) => inner.sweep(folder, before),
  };
}

/** The scheduler gives nobody a turn before the disk has answered. */
function waitedFor(disk: Backend, { during }: Scheduler): Backend {
  return {
    ...disk,
    put: (path, data) => during(disk.put(path, data)),
    putFolder: (path, fill) => during(disk.putFolder(path, fill)),
    get: (path) => during(disk.get(path)),
    delete: (path) => during(disk.delete(path)),
    sync: (folder) => during(disk.sync(folder)),
  };
}

/** What the plant makes of a backend; `step` lets others run in the middle of a call. */
function plantedBackend(inner: Backend, plant: Plant, step: () => Promise<void>): Backend {
  let blind = false;
  return {
    ...inner,
    async put(path, data) {
      if (plant === 'overwriting put' && path.startsWith('log/')) await inner.delete(path);
      if (plant === 'put that is not there' && path.startsWith('log/')) return true;
      if (plant === 'delete before pack' && path.startsWith('history/')) await forgetLog(inner, step);
      const made = await inner.put(path, data);
      if (plant === 'writer without floor check' && path.startsWith('log/')) blind = made;
      return made;
    },
    async putFolder(path, fill) {
      const later =
        plant === 'checkpoint of a later state' ? path.replace(/\d$/, (digit) => `${Number(digit) + 1}`) : path;
      return inner.putFolder(later, fill);
    },
    async get(path) {
      const bytes = await inner.get(path);
      if (plant === 'reader without floor check' && path.startsWith('log/')) blind = bytes !== null;
      return bytes;
    },
    async stat(path) {
      if (blind && path.startsWith('history/')) {
        blind = false;
        return null;
      }
      return inner.stat(path);
    },
  };
}

export function inMemory(files: Files): Place {
  return { backend: plainBackend(files), wait: false, files: () => files };
}

export function plainBackend(files: Files): Backend {
  return memoryBackend({ files, now: () => 0 });
}

async function forgetLog(backend: Backend, step: () => Promise<void>): Promise<void> {
  const names = (await backend.list('log')).sort().slice(0, 2);
  for (const name of names) await backend.delete(`log/${name}`);
  await step();
}
