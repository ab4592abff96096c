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
  /** What is there now. */
  files(): Files;
}

/** The backend of one actor: every call is one step, before which the scheduler may let others run, or end the actor. */
export function steppedBackend(place: Place, scheduler: Scheduler, actor: Actor, plant?: Plant): Backend {
  const inner = place.backend;
  const step = (call: string, path: string) => scheduler.gate(actor, `${call} ${path.slice(0, path.indexOf('/'))}`);
  let blind = false;
  return {
    place: actor.name,
    async put(path, data) {
      await step('put', path);
      if (plant === 'overwriting put' && path.startsWith('log/')) await inner.delete(path);
      if (plant === 'put that is not there' && path.startsWith('log/')) return true;
      if (plant === 'delete before pack' && path.startsWith('history/'))
        await forgetLog(inner, () => step('plant', path));
      const made = await inner.put(path, data);
      if (plant === 'writer without floor check' && path.startsWith('log/')) blind = made;
      return made;
    },
    async putFolder(path, fill) {
      await step('putFolder', path);
      const later =
        plant === 'checkpoint of a later state' ? path.replace(/\d$/, (digit) => `${Number(digit) + 1}`) : path;
      return inner.putFolder(later, fill);
    },
    async get(path) {
      await step('get', path);
      const bytes = await inner.get(path);
      if (plant === 'reader without floor check' && path.startsWith('log/')) blind = bytes !== null;
      return bytes;
    },
    async stat(path) {
      await step('stat', path);
      if (blind && path.startsWith('history/')) {
        blind = false;
        return null;
      }
      return inner.stat(path);
    },
    async list(folder) {
      await step('list', folder);
      return inner.list(folder);
    },
    async delete(path) {
      await step('delete', path);
      return inner.delete(path);
    },
    async sync(folder) {
      await step('sync', folder);
      return inner.sync(folder);
    },
    async touch(path) {
      await step('touch', path);
      return inner.touch(path);
    },
    sweep: (folder, before) => inner.sweep(folder, before),
  };
}

export function inMemory(files: Files): Place {
  return { backend: plainBackend(files), files: () => files };
}

export function plainBackend(files: Files): Backend {
  return memoryBackend({ files, now: () => 0 });
}

async function forgetLog(backend: Backend, step: () => Promise<void>): Promise<void> {
  const names = (await backend.list('log')).sort().slice(0, 2);
  for (const name of names) await backend.delete(`log/${name}`);
  await step();
}
