import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useRead } from '../../data/live.ts';

export interface FoundTask {
  id: number;
  description: string;
}

/** Maximum number of open tasks that are loaded at once. If there are more, the server searches the others. */
const LISTED = 1_000;
const SEARCHED = 20;
/** Milliseconds after the last key before the server searches. */
const SETTLED_MS = 150;

const FIELDS = ['id', 'description'];

/** Returns the first open tasks of the queue, up to `LISTED`. Returns undefined until they are loaded. */
export function useListed(): { total: number; tasks: readonly FoundTask[] } | undefined {
  const list = useRead('task_list', { filter: '', limit: LISTED, fields: FIELDS }, { kinds: ['task'] }).value.value;
  return list && { total: list.total, tasks: tasksIn(list.tasks) };
}

/** Returns the first open tasks as `listed`, and tasks that the server finds by number or text as `searched`. */
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

/** Returns only the rows that are tasks, which have a number and a description. */
function tasksIn(rows: readonly object[]): FoundTask[] {
  return rows.filter((row): row is FoundTask => {
    const { id, description } = row as Partial<FoundTask>;
    return typeof id === 'number' && typeof description === 'string';
  });
}

/** Returns the text after it has been unchanged for `SETTLED_MS`. */
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
