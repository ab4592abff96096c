import { signal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { saveFile } from '../../data/save-file.ts';
import { countOf } from '../../parts/units/count.ts';
import { toast } from '../notices/toasts.ts';
import { open } from '../overlay.ts';

/** The file in the dialog that imports. Its text ends with a line feed, so that no server takes it for a path. */
export const imported = signal<{ name: string; text: string } | undefined>(undefined);

/** Saves all tasks and documents of the queue as a JSON file, which can be imported again. */
export async function exportTasks(): Promise<void> {
  const exported = await act('task_export', {});
  if (!exported) return;
  saveFile('tasks.json', JSON.stringify({ tasks: exported.tasks }, null, 2));
  toast({ text: `Exported ${countOf(exported.tasks?.length ?? 0, 'task')} to tasks.json` });
}

/** Asks for a file and opens the dialog that imports it. */
export function importTasks(): void {
  const input = Object.assign(document.createElement('input'), { type: 'file' });
  input.addEventListener('change', async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    imported.value = { name: file.name, text: `${await file.text()}\n` };
    open('import');
  });
  input.click();
}
