import type { Inputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { saveFile } from '../../data/save-file.ts';
import { countOf } from '../../parts/units/count.ts';
import { toast } from '../notices/toasts.ts';

/** Saves all tasks and documents of the queue as a JSON file, which can be imported again. */
export async function exportTasks(): Promise<void> {
  const exported = await act('task_export', {});
  if (!exported) return;
  saveFile('tasks.json', JSON.stringify({ tasks: exported.tasks }, null, 2));
  toast({ text: `Exported ${countOf(exported.tasks?.length ?? 0, 'task')} to tasks.json` });
}

/** Asks for a JSON file with tasks and imports it. Tasks that the queue has stay as they are. */
export function importTasks(): void {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept: '.json' });
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file) void importFile(file);
  });
  input.click();
}

async function importFile(file: File): Promise<void> {
  const tasks = rowsIn(await file.text());
  if (!tasks) return toast({ text: `${file.name} is not a JSON file with tasks`, tone: 'refused' });
  await act(
    'task_import',
    { tasks, existing: 'skip' },
    { done: ({ added, unchanged }) => `Added ${countOf(added, 'task')}, kept ${unchanged}`, undo: true },
  );
}

function rowsIn(text: string): Inputs['task_import']['tasks'] | undefined {
  try {
    const read = JSON.parse(text);
    const rows: unknown = Array.isArray(read) ? read : read?.tasks;
    return Array.isArray(rows) && rows.length > 0 ? rows : undefined;
  } catch {
    return undefined;
  }
}
