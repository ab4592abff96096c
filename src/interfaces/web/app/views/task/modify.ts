import { act } from '../../data/act.ts';

/** Changes fields of a task; true when the server took it. */
export async function modify(uuid: string, fields: Readonly<Record<string, unknown>>): Promise<boolean> {
  return (await act('task_modify', { filter: uuid, ...fields }, { done: 'Changed', undo: true })) !== undefined;
}
