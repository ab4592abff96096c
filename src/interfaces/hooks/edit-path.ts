import { type Payload, pathField } from './payload.ts';
import { EDIT_TOOLS } from './tools.ts';

/** The path that an edit tool is about to write, as the model gave it; undefined when the input names none. */
export function editedFile({ tool, input, cwd }: Pick<Payload, 'tool' | 'input' | 'cwd'>): string | undefined {
  const field = EDIT_TOOLS[tool ?? ''];
  return field === undefined ? undefined : pathField(input, field, cwd);
}
