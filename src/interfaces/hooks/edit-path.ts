import { own } from '../../domain/own.ts';
import { homeFolder } from '../../work/workspace/home.ts';
import { type Payload, pathField, textField } from './payload.ts';
import { EDIT_TOOLS } from './tools.ts';

/** The path that an edit tool is about to write, as the model gave it; undefined when the input names none. */
export function editedFile({ tool, input, cwd }: Pick<Payload, 'tool' | 'input' | 'cwd'>): string | undefined {
  const field = own(EDIT_TOOLS, tool ?? '');
  const given = field === undefined ? undefined : textField(input, field);
  return given && pathField({ path: asClientReads(given) }, 'path', cwd);
}

/** The client writes to the path without the blanks around it, and takes `~` for the home folder. */
function asClientReads(path: string): string {
  return path.trim().replace(/^~(?=\/|$)/, () => homeFolder());
}
