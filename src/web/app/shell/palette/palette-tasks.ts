import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useRead } from '../../data/live.ts';

export interface FoundTask {
  id: number;
  description: string;
}

/** Open tasks that are had at once; of longer queues the server searches the rest. */
const LISTED = 1_000;
const SEARCHED = 20;
/** Milliseconds without a key until the server is asked. */
const SETTLED_MS = 150;

const FIELDS = ['id', 'description'];

/** The open tasks of the queue, as many as fit; undefined until they are known. */
export function useListed(): { total: number; tasks: readonly FoundTask[] } | undefined {
  const list = useRead('task_list', { filter: '', limit: LISTED, fields: FIELDS }, { kinds: ['task'] }).value.value;
  return list && { total: list.total, tasks: tasksIn(list.tasks) };
}

/** The open tasks of the queue, as many as fit, and those of the rest that the server finds by the words: by their id, else by their texts. */
export function usePaletteTasks(words: string): { listed: readonly FoundTask[]; searched: readonly FoundTask[] } {
  const list = useListed();
  const asked = useSettled(words.trim());
  const isLong = list !== undefined && list.total > list.tasks.length;
  const id = /^#?(\d+)$/.exec(asked)?.[1];
  const byId = useRead('task_list', isLong && id ? { filter: id, fields: FIELDS } : undefined);
  const byText = useRead(
    'task_search',
    isLong && !id && /[\p{L}\p{N}]/u.test(asked) ? { text: asked, limit: SEARCHED } : undefined,
  );
  const listed = list?.tasks ?? [];
  const known = new Set(listed.map(({ id }) => id));
  const found = [...(byId.value.value?.tasks ?? []), ...(byText.value.value?.hits ?? [])];
  return { listed, searched: tasksIn(found).filter(({ id }) => !known.has(id)) };
}

/** Rows have the fields that were asked for; those that are no tasks have none of them. */
function tasksIn(rows: readonly object[]): FoundTask[] {
  return rows.filter((row): row is FoundTask => {
    const { id, description } = row as Partial<FoundTask>;
    return typeof id === 'number' && typeof description === 'string';
  });
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const settled = useSignal('');
  useEffect(() => {
    const timer = setTimeout(() => {
      settled.value = text;
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled.value;
}
