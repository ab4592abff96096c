import { refuse } from '../../domain/errors.ts';
import { GOAL_FIELDS, type GoalFieldName } from '../../domain/goals/fields.ts';
import { GOAL_STATES, type GoalKind, type GoalState, kindOfId } from '../../domain/goals/words.ts';
import type { Goal } from '../../domain/records.ts';
import type { Tx } from '../../store/index.ts';
import { findGoalRecord } from './find-goal.ts';

/** The facts from which the value of a field is read. */
export interface FieldFacts {
  tx: Tx;
  refs: ReadonlyMap<string, string>;
  actor: string;
  /** The record so far. */
  before: Readonly<Record<string, unknown>>;
  /** The readings of the stored record. */
  readings: Goal['readings'];
  /** Note of the reading. */
  note?: string | null | undefined;
}

/**
 * Converts an argument of a field to the stored value. Undefined removes the field.
 * @throws BacklogError naming what was expected
 */
export function storedOf(name: GoalFieldName, value: unknown, reading: FieldFacts): unknown {
  const { tx, actor, before, readings, note } = reading;
  const row = GOAL_FIELDS[name];
  const kinds = 'to' in row ? row.to : undefined;
  if (name === 'hurts') return (value as readonly string[]).map((line) => hurtOf(line, reading));
  if (kinds && Array.isArray(value)) return linkList(name, value, kinds, reading);
  if (kinds) return linked(String(value), kinds, reading, before[name]);
  if (name === 'state' && !GOAL_STATES.includes(value as GoalState))
    return refuse('invalid', `expected ${GOAL_STATES.join(', ')}, received "${String(value)}"`);
  if (name === 'primary') return value === true ? true : undefined;
  if (typeof value === 'string') return value.replaceAll(/\r\n?/g, '\n');
  if (name !== 'reading') return value;
  return [
    ...(readings ?? []),
    { id: tx.uuid().slice(0, 8), at: tx.at, value: value as number, ...(note ? { note } : {}), actor },
  ];
}

/** Reads a list of links. Elements that begin with + or - add to the present list or remove from it. */
function linkList(name: string, written: readonly string[], kinds: readonly GoalKind[], reading: FieldFacts): string[] {
  const present = (reading.before[name] as readonly string[] | undefined) ?? [];
  const isEdit = written.length > 0 && written.every((each) => /^[+-]/.test(each));
  const id = (text: string) => linked(text, kinds, reading, present);
  if (!isEdit) return [...new Set(written.map(id))];
  const gone = new Set(written.filter((each) => each.startsWith('-')).map((each) => id(each.slice(1))));
  const added = written.filter((each) => each.startsWith('+')).map((each) => id(each.slice(1)));
  return [...new Set([...present.filter((each) => !gone.has(each)), ...added])];
}

/** Returns the id that a text names. A record that isn't live is accepted only where the field has it already. */
function linked(text: string, kinds: readonly GoalKind[], { tx, refs }: FieldFacts, present: unknown): string {
  const ref = refs.get(text);
  if (ref !== undefined && kinds.includes(kindOfId(ref)!)) return ref;
  const found = findGoalRecord(tx, text, kinds);
  const isPresent = Array.isArray(present) ? present.includes(found.id) : present === found.id;
  if (found.archived !== undefined && !isPresent)
    refuse('conflict', `${found.id} ${found.title} is archived`, {
      hint: `Restore it: goal_archive ${found.id} --restore`,
    });
  return found.id;
}

/** Reads a persona with what it loses: `U-1 loses an hour a day`. */
function hurtOf(line: string, reading: FieldFacts): { persona: string; stakes?: string } {
  const [, who = '', stakes = ''] = /^\s*(\S+?):?(?:\s+(.*))?$/s.exec(line) ?? [];
  const present = (reading.before.hurts as readonly { persona: string }[] | undefined)?.map(({ persona }) => persona);
  const persona = linked(who, ['persona'], reading, present ?? []);
  return stakes.trim() ? { persona, stakes: stakes.trim() } : { persona };
}
