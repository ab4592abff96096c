import { ownProperty } from '../../../base/own-property.ts';
import { homeFolder } from '../../../work/workspace/home.ts';
import { type Payload, pathField, payloadText } from '../payload.ts';
import { EDIT_TOOLS } from '../tools.ts';

/** Returns the path that an edit tool will write, as the model wrote it. Undefined if the input has no path. */
export function editedFile({ tool, input, cwd }: Pick<Payload, 'tool' | 'input' | 'cwd'>): string | undefined {
  const field = ownProperty(EDIT_TOOLS, tool ?? '');
  const given = field === undefined ? undefined : payloadText(input, field);
  return given && pathField({ path: asClientReads(given) }, 'path', cwd);
}

/** Converts a path as the client does: trims blanks and expands `~`. */
function asClientReads(path: string): string {
  return path.trim().replace(/^~(?=\/|$)/, () => homeFolder());
}
