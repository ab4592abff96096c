import { type Payload, pathField } from './payload.ts';

/** tool -> the field of its input by which it writes; any other is a decoy. */
const WRITTEN: Readonly<Record<string, string>> = {
  Write: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};

/** The path that an edit tool is about to write, as the model gave it; undefined when the input names none. */
export function editedFile({ tool, input, cwd }: Pick<Payload, 'tool' | 'input' | 'cwd'>): string | undefined {
  const field = WRITTEN[tool ?? ''];
  return field === undefined ? undefined : pathField(input, field, cwd);
}
