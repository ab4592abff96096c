import { ownProperty } from '../../../base/own-property.ts';
import type { Editing } from '../../../work/claim/edit.ts';
import { judgingIn } from '../../../work/claim/lease-facts.ts';
import { homeFolder } from '../../../work/workspace/home.ts';
import { findFrom, type Host, holderOf, type Light } from '../host.ts';
import { type Payload, pathField, textField } from '../payload.ts';
import { EDIT_TOOLS } from '../tools.ts';

/** Returns the path that an edit tool will write, as the model wrote it. Undefined if the input has no path. */
export function editedFile({ tool, input, cwd }: Pick<Payload, 'tool' | 'input' | 'cwd'>): string | undefined {
  const field = ownProperty(EDIT_TOOLS, tool ?? '');
  const given = field === undefined ? undefined : textField(input, field);
  return given && pathField({ path: asClientReads(given) }, 'path', cwd);
}

/** Returns the holder and the facts for the check of an edit. The store must have loaded the claims. */
export function editingBy({ where, store }: Light, payload: Payload, host: Host): Editing {
  const { state } = store;
  const holder = holderOf(state, payload, host);
  return { where, state, find: findFrom(host), now: host.now(), holder, ...judgingIn(store) };
}

/** Converts a path as the client does: trims blanks and expands `~`. */
function asClientReads(path: string): string {
  return path.trim().replace(/^~(?=\/|$)/, () => homeFolder());
}
