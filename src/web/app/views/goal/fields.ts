import { capital } from '../../../../base/quote.ts';
import { type GoalFieldName, storedFieldsOf } from '../../../../domain/goals/fields.ts';
import type { GoalKind, GoalState } from '../../../../domain/goals/words.ts';
import type { Inputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { fieldWord } from '../../parts/goal/gaps.tsx';
import { dateText, typedText } from '../../parts/units/time.ts';
import type { ShownReading } from './readings.tsx';

/** A record of any kind, as its page shows it. A kind has only some of these fields. */
export interface ShownRecord {
  id: string;
  kind: GoalKind;
  title: string;
  version: string;
  state?: GoalState;
  archived?: string;
  by?: string;
  closed?: string;
  learned?: string;
  measure?: string;
  baseline?: number;
  target?: number;
  readings?: readonly ShownReading[];
  log?: readonly { id: string; at: string; text: string; run?: string }[];
  /** Numbers of all readings and log entries, if some are left out. */
  total?: { readings: number; log: number };
}

export interface ShownField {
  name: GoalFieldName;
  label: string;
  /** The text to edit. */
  value: string;
  /** The displayed text, if it differs. */
  shown?: string;
}

/** The fields with long texts, which the body of the page shows. */
const TEXTS: readonly GoalFieldName[] = [
  'why',
  'hypothesis',
  'will',
  'wont',
  'done_when',
  'evidence',
  'upkeep',
  'note',
];
/** Texts that most records lack. The page shows them only with a value. */
const RARE: readonly GoalFieldName[] = ['upkeep', 'evidence', 'note'];
/** Fields with a part of the page of their own. */
const APART: readonly GoalFieldName[] = ['state', 'learned'];

/** Returns the fields of a record that people edit as text: those of the body and those of the aside. */
export function fieldsOf(goal: ShownRecord): readonly [texts: readonly ShownField[], facts: readonly ShownField[]] {
  const rows = storedFieldsOf(goal.kind)
    .filter((name) => !APART.includes(name))
    .map((name) => rowOf(goal, name));
  const isText = ({ name }: ShownField) => TEXTS.includes(name);
  return [
    rows.filter((row) => isText(row) && (row.value !== '' || !RARE.includes(row.name))),
    rows.filter((row) => !isText(row)),
  ];
}

function rowOf(goal: ShownRecord, name: GoalFieldName): ShownField {
  const value = (goal as unknown as Readonly<Record<string, unknown>>)[name];
  const word = fieldWord(name);
  const label = capital(word);
  if (name === 'by')
    return { name, label, value: typedText(goal.by), ...(goal.by ? { shown: dateText(goal.by) } : {}) };
  return { name, label, value: textOf(value) };
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (value === true) return 'yes';
  if (!Array.isArray(value)) return String(value);
  return value
    .map((each) => (typeof each === 'string' ? each : `${each.persona} ${each.stakes ?? ''}`.trim()))
    .join(', ');
}

/** Saves a field, unless somebody else changed the record since the page showed it. @returns whether it was accepted */
export async function saveField(goal: ShownRecord, name: GoalFieldName | 'title', text: string): Promise<boolean> {
  const value = text === '' ? null : argumentOf(name, text);
  const input = { id: goal.id, seen: goal.version, [name]: value } as Inputs['goal_modify'];
  return (await act('goal_modify', input, { done: `Changed ${goal.id}`, undo: true })) !== undefined;
}

/** The fields with several ids. */
const LISTS: readonly string[] = ['outcomes', 'pillars', 'problems', 'depends'];

/** Converts a text to the argument. Lists take commas; personas with their stakes take lines. */
function argumentOf(name: GoalFieldName | 'title', text: string): unknown {
  if (name === 'primary') return /^(y|yes|true|1)$/i.test(text);
  if (name === 'hurts') return text.split(/,\s*(?=U-\d)/i);
  const isList = LISTS.includes(name);
  return isList ? text.split(/[\s,]+/).filter(Boolean) : text;
}
