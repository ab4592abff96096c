import { ownProperty } from '../../../base/own-property.ts';
import type { Editing } from '../../../work/claim/edit.ts';
import { homeFolder } from '../../../work/workspace/home.ts';
import { findFrom, type Host, holderOf, type Light } from '../host.ts';
import { type Payload, pathField, textField } from '../payload.ts';
import { EDIT_TOOLS } from '../tools.ts';

/** The path that an edit tool is about to write, as the model gave it; undefined when the input names none. */
export function editedFile({ tool, input, cwd }: Pick<Payload, 'tool' | 'input' | 'cwd'>): string | undefined {
  const field = ownProperty(EDIT_TOOLS, tool ?? '');
  const given = field === undefined ? undefined : textField(input, field);
  return given && pathField({ path: asClientReads(given) }, 'path', cwd);
}

/** Whose edit it is, for a store of which the claims are loaded. */
export function editingBy({ where, store }: Light, payload: Payload, host: Host): Editing {
  const { state } = store;
  return { where, state, find: findFrom(host), now: host.now(), holder: holderOf(state, payload, host) };
}

/** The client writes to the path without the blanks around it, and takes `~` for the home folder. */
function asClientReads(path: string): string {
  return path.trim().replace(/^~(?=\/|$)/, () => homeFolder());
}
