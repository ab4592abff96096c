import { ownProperty } from '../../../../base/own-property.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { inputOf } from '../../../../domain/calls/door.ts';
import { TASK_FIELDS } from '../../../../domain/fields/table.ts';
import { FIELD_WORDS } from '../../../../domain/fields/words-elsewhere.ts';
import { flagIn, type WrittenFlag } from '../global-flags.ts';
import type { Saying } from '../saying.ts';

/** Matches flags that clear a field: `--clear due`, `--no-due`. */
const CLEARS = /^(?:clear|remove|unset|delete|drop|rm|reset|no|without)(?:_([a-z_]+))?$/;

/**
 * Returns the words of a line whose flag clears a field, with this field as empty: `modify 2 --clear due`, `modify 2
 * --no-due`. Undefined for other flags, and for an element of a list: `--remove-label ui`.
 */
export function clearedField(
  { name, inline }: WrittenFlag,
  { command, before, behind }: Omit<Saying, 'parse'>,
): readonly string[] | undefined {
  const [found, own] = CLEARS.exec(name) ?? [];
  if (found === undefined || command.name !== 'task_modify') return undefined;
  const next = inline ?? (flagIn(behind[0] ?? '--') ? undefined : behind[0]);
  const field = fieldOf(own ?? next, command);
  if (field === undefined) return undefined;
  if (own !== undefined && next !== undefined) return undefined;
  const others = behind.slice(own === undefined && inline === undefined ? 1 : 0);
  return [...before, inputOf('cli', field), '', ...others];
}

/** Returns the field of a task that a word names, if the command sets it. */
function fieldOf(word: string | undefined, { input }: CommandRow): string | undefined {
  const said = word?.replaceAll('-', '_') ?? '';
  const field = ownProperty(FIELD_WORDS, said) ?? said;
  return Object.hasOwn(TASK_FIELDS, field) && Object.hasOwn(input().shape, field) ? field : undefined;
}
