import { readS3Address } from '../../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../../src/store/backends/s3/backend.ts';
import type { Send } from '../../../src/store/backends/s3/send.ts';
import {
  type Backend,
  type BackendGarbage,
  type BackendUpkeep,
  type MemoryFile,
  memoryBackend,
} from '../../../src/store/index.ts';
import type { Random } from '../../support/random.ts';
import { fakeS3, PATIENT, unreliable } from '../../support/s3-fake.ts';
import type { Actor, Scheduler } from './scheduler.ts';

/**
 * A mistake planted in the protocol, to prove that the checker finds it. All sit between the real code and the files, but
 * for the one in the order of calls on a connection to PostgreSQL.
 */
export type Plant =
  | 'overwriting put'
  | 'put that is not there'
  | 'writer without floor check'
  | 'reader without floor check'
  | 'delete before pack'
  | 'checkpoint of a later state'
  | 'call in the transaction of another one';

export type Files = Map<string, MemoryFile>;

/** Where a schedule happens. */
export interface Place {
  /** The backend of one actor. `step` is to be awaited before every call, `during` tells of work on which nobody may overtake. */
  backend(around: Around): Backend;
  /** What is there now. */
  files(): Files | Promise<Files>;
}

export interface Around {
  step: (what: string) => Promise<void>;
  during: Scheduler['during'];
  random: Random;
  plant?: Plant | undefined;
}

/**
 * The backend of one actor: every call is one step, before which the scheduler may let others run, or end the actor.
 * With `late`, the answer of a call may be a step of its own, so that other lanes of the actor go on in between.
 */
export function steppedBackend(
  place: Place,
  options: { scheduler: Scheduler; actor: Actor; random: Random; plant?: Plant | undefined; late: () => boolean },
): Backend {
  const { scheduler, actor, random, plant, late } = options;
  const step = (what: string) => scheduler.gate(actor, what);
  const backend = place.backend({ step, during: scheduler.during, random, plant });
  const planted = plant ? plantedBackend(backend, plant, () => step('plant')) : backend;
  const answer = async <T>(call: Promise<T>) => {
    const result = await call;
    if (late()) await step('answer');
    return result;
  };
  return {
    ...backend,
    location: actor.name,
    put: (path, data) => answer(planted.put(path, data)),
    get: (path, range) => answer(planted.get(path, range)),
    ...(planted.getSmall && { getSmall: (paths) => answer(planted.getSmall!(paths)) }),
    list: (folder, listed) => answer(planted.list(folder, listed)),
    delete: (path) => answer(planted.delete(path)),
  };
}

/** Each call of a backend is a step. */
export function stepping(inner: Backend, { step, during }: Around): Backend {
  const call = async <T>(what: string, path: string, work: () => Promise<T>) => {
    await step(`${what} ${path.split('/')[0]}`);
    return during(work());
  };
  return {
    ...inner,
    put: (path, data) => call('put', path, () => inner.put(path, data)),
    get: (path, range) => call('get', path, () => inner.get(path, range)),
    list: (folder, options) => call('list', folder, () => inner.list(folder, options)),
    delete: (path) => call('delete', path, () => inner.delete(path)),
    ...(inner.upkeep ? { upkeep: waitedFor(inner.upkeep, during) } : {}),
    ...(inner.garbage ? { garbage: waitedForIn(inner.garbage, during) } : {}),
  };
}

/** The scheduler gives nobody a turn before the disk has answered. */
function waitedFor(upkeep: BackendUpkeep, during: Around['during']): BackendUpkeep {
  return {
    sync: (folder) => during(upkeep.sync(folder)),
    sweep: (folder, before) => during(upkeep.sweep(folder, before)),
  };
}

function waitedForIn(garbage: BackendGarbage, during: Around['during']): BackendGarbage {
  return {
    renew: (path) => during(garbage.renew(path)),
    old: async (folder, than) => {
      const { paths, remove } = await during(garbage.old(folder, than));
      return { paths, remove: (chosen) => during(remove(chosen)) };
    },
  };
}

/** What the plant makes of a backend; `step` lets others run in the middle of a call. */
function plantedBackend(inner: Backend, plant: Plant, step: () => Promise<void>): Backend {
  let blind = false;
  return {
    ...inner,
    async put(path, data) {
      if (plant === 'overwriting put' && path.startsWith('log/')) await inner.delete(path);
      if (plant === 'put that is not there' && path.startsWith('log/')) return { tag: '' };
      if (plant === 'delete before pack' && path.startsWith('history/')) await forgetLog(inner, step);
      const later = plant === 'checkpoint of a later state' && path.startsWith('checkpoints/');
      const made = await inner.put(later ? path.replace(/\d\//, (digit) => `${Number(digit[0]) + 1}/`) : path, data);
      if (plant === 'writer without floor check' && path.startsWith('log/')) blind = made !== null;
      return made;
    },
    async get(path, range) {
      const bytes = await inner.get(path, range);
      if (plant === 'reader without floor check' && path.startsWith('log/')) blind = bytes !== null;
      return bytes;
    },
    async list(folder, options) {
      if (blind && folder === 'history') {
        blind = false;
        return [];
      }
      return inner.list(folder, options);
    },
  };
}

export function inMemory(files: Files): Place {
  return { backend: (around) => stepping(plainBackend(files), around), files: () => files };
}

/** In S3 that loses requests and answers, doubles some and refuses others: every attempt is a step. */
export function inS3(files: Files): Place {
  const service = fakeS3();
  service.buckets.set('work', files);
  const address = readS3Address('s3://work');
  return {
    backend: ({ step, random }) =>
      s3Backend(address, { send: unreliable(stepped(service.send('work'), step), random), timing: PATIENT }),
    files: () => files,
  };
}

export function stepped(send: Send, step: Around['step']): Send {
  return async (request) => {
    const { method, key, query = {} } = request;
    const what = method === 'GET' && query['list-type'] ? 'list' : method.toLowerCase();
    await step(`${what} ${(key ?? query.prefix ?? '').split('/')[0]}`);
    return send(request);
  };
}

export function plainBackend(files: Files): Backend {
  return memoryBackend({ files, now: () => 0 });
}

async function forgetLog(backend: Backend, step: () => Promise<void>): Promise<void> {
  const names = (await backend.list('log')).map(({ name }) => name).slice(0, 2);
  for (const name of names) await backend.delete(`log/${name}`);
  await step();
}
