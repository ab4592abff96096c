import { signal } from '@preact/signals';
import { shellWord } from '../../../../base/shell-word.ts';
import { act } from '../../data/act.ts';
import { base64Of, saveFile, showProblem } from '../../data/files.ts';
import { countOf, sizeOf } from '../../parts/units/amounts.ts';
import { toast } from '../notices/toasts.ts';
import { open } from '../overlay.ts';

/** The files in the dialog that imports, with their bytes in base64. A path is relative to the chosen folder. */
export const imported = signal<{ name: string; files: { path: string; content: string }[] } | undefined>(undefined);

/** Maximum size of the chosen files in bytes. In base64, they fit into a request of 64 MB. */
const MOST_BYTES = 45 * 1_048_576;
/** Folders that no import reads. */
const NOT_READ = /\/(node_modules|\.git)\//;

/** Saves all tasks and documents of the queue as a JSON file, which can be imported again. */
export async function exportTasks(): Promise<void> {
  const exported = await act('task_export', {});
  if (!exported) return;
  saveFile('tasks.json', JSON.stringify({ tasks: exported.tasks }, null, 2));
  toast({ text: `Exported ${countOf(exported.tasks?.length ?? 0, 'task')} to tasks.json` });
}

/** The last file input. The browser may remove an input outside the page, with its listener, while nothing refers to it. */
let chooser: HTMLInputElement | undefined;

/** Asks for a folder, or for a file and the log of its database, and opens the dialog that imports it. */
export function importTasks(what: 'file' | 'folder'): void {
  const asks = { type: 'file', multiple: true, webkitdirectory: what === 'folder' };
  const input = Object.assign(document.createElement('input'), asks);
  input.addEventListener('change', async () => {
    const files = [...(input.files ?? [])].filter(({ webkitRelativePath: path }) => !NOT_READ.test(path));
    const [first] = files;
    if (!first) return;
    const [folder] = first.webkitRelativePath.split('/');
    const name = folder || first.name;
    if (files.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) {
      showProblem(
        `${name} is larger than ${sizeOf(MOST_BYTES)}`,
        `Choose the folder of the tasks, or import it in a terminal: backlog import ${shellWord(name)}`,
      );
      return;
    }
    const read = await Promise.all(
      files.map(async (file) => ({
        path: file.webkitRelativePath.replace(/^[^/]*\//, '') || file.name,
        content: await base64Of(file),
      })),
    );
    const lost = read.find(({ content }) => content === undefined);
    if (lost) return showProblem(`can't read ${lost.path}`, 'Choose it again.');
    imported.value = { name, files: read as { path: string; content: string }[] };
    open('import');
  });
  chooser = input;
  chooser.click();
}
