import type { Task } from '../task/task.ts';

/** Task number -> uuid. It searches the highest number again only after its task was removed. */
export function createShortIds() {
  const uuids = new Map<number, string>();
  let last: number | undefined = 0;
  return {
    get: (id: number) => uuids.get(id),
    add: (task: Task) => {
      if (task.id <= 0 || uuids.get(task.id) === task.uuid) return;
      uuids.set(task.id, task.uuid);
      if (last !== undefined && task.id > last) last = task.id;
    },
    remove: (task: Task) => {
      if (uuids.get(task.id) !== task.uuid) return;
      uuids.delete(task.id);
      if (task.id === last) last = undefined;
    },
    last: () => {
      if (last === undefined) {
        last = 0;
        for (const id of uuids.keys()) if (id > last) last = id;
      }
      return last;
    },
  };
}
