import { nearest } from '../../../../base/nearest.ts';
import { ownProperty } from '../../../../base/own-property.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { meantField } from '../../../../domain/calls/field-synonyms.ts';
import { TASK_FIELDS } from '../../../../domain/fields/table.ts';
import { FIELD_WORDS } from '../../../../domain/fields/words-elsewhere.ts';
import { isFlag } from '../field-kinds.ts';
import { FLAGS } from '../flag-spellings.ts';
import { GLOBAL_FLAGS } from '../global-flags.ts';
import { ROW_FLAGS } from '../row-flags.ts';
import { respelledFlag } from './foreign.ts';

/** Returns Backlog's equivalent of another program's flag: a term of the command's filter, or a format of its rows. */
export function termFor(written: string, value: string | undefined, command: CommandRow): string | undefined {
  if (written === 'template' && command.show.rows)
    return `--format template ${shellWord(value ?? '{{id}} {{description}}')}`;
  if (!command.cli?.positional?.includes('filter') && !command.cli?.selects) return undefined;
  if (written === 'all') return '+ANY';
  if (written === 'limit') return `limit:${value ?? 'NUMBER'}`;
  const name = ownProperty(FIELD_WORDS, written) ?? written;
  if (!Object.hasOwn(TASK_FIELDS, name)) return undefined;
  const said = value?.startsWith('-') ? undefined : value;
  return said === undefined ? `${name}:VALUE` : shellWord(`${name}:${said}`);
}

/** Returns the flag with a similar name. It is never `--as`: a misspelled flag must not act in another author's name. */
export function closeFlag(name: string, value: string | undefined, command: CommandRow): string | undefined {
  const fields = Object.keys(command.input().shape);
  const everywhere = Object.keys(GLOBAL_FLAGS).filter((flag) => flag !== 'as');
  const known = [...fields, ...Object.keys(command.show.rows ? ROW_FLAGS : {}), ...everywhere];
  const close = meantField(name, undefined, fields)?.name ?? nearest(name, [...known, ...synonymsOf(command)]);
  const meant = close === undefined || known.includes(close) ? undefined : asFlag(close, command);
  const found = meant?.field?.name ?? close;
  const schema = found === undefined ? undefined : ownProperty(command.input().shape, found);
  // `--at 22:00` is near to `--attempts`, which takes a number.
  const fits = value === undefined || !schema || isFlag(schema) || schema.safeParse(value).success;
  return fits ? found : undefined;
}

/** Lists the flags of other programs that a command accepts. */
function synonymsOf(command: CommandRow): string[] {
  return [...Object.keys(FIELD_WORDS), ...Object.keys(FLAGS)].filter((name) => {
    const meant = asFlag(name, command);
    return meant?.field !== undefined || meant?.term !== undefined;
  });
}

function asFlag(name: string, command: CommandRow) {
  return respelledFlag({ written: name, name, inline: 'x' }, undefined, command);
}
