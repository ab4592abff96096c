import type * as z from 'zod';
import type { SchemaVocabulary } from '../fields/row.ts';
import { GOAL_KINDS, GOAL_STATES, type GoalKind } from './words.ts';

/** A field of goals and of the records above them, as commands set it. */
export interface GoalField<Argument extends z.ZodType = z.ZodType> {
  /** The kinds that have the field. */
  of: readonly GoalKind[];
  help: string;
  /** The accepted input. null and "" clear the field, an empty list empties it. */
  argument: (v: SchemaVocabulary) => Argument;
  /** The kinds of the records that it names, for a link. */
  to?: readonly GoalKind[];
}

const field = <Argument extends z.ZodType>(row: GoalField<Argument>) => row;
const text = ({ inputs }: SchemaVocabulary) => inputs.clearableInput();
const number = ({ inputs }: SchemaVocabulary) => inputs.numberInput();
const list = ({ inputs }: SchemaVocabulary) => inputs.listInput();

/** The fields that commands set, besides the title. Inputs, help and the refusal of misplaced fields follow from it. */
export const GOAL_FIELDS = {
  why: field({ of: ['goal'], help: 'For whom, and what changes', argument: text }),
  measure: field({ of: ['goal', 'outcome'], help: 'What is measured: p95 ms', argument: text }),
  baseline: field({ of: ['goal', 'outcome'], help: 'Value at the start', argument: number }),
  target: field({ of: ['goal', 'outcome'], help: 'Value to reach', argument: number }),
  reading: field({
    of: ['goal', 'outcome'],
    help: 'Value measured now; adds a reading',
    argument: ({ inputs }) => inputs.numberInput(),
  }),
  reading_note: field({ of: ['goal', 'outcome'], help: 'Note of the reading', argument: text }),
  by: field({ of: ['goal', 'outcome', 'bet'], help: 'Date of the end', argument: text }),
  wont: field({ of: ['goal', 'pillar'], help: "What it won't do", argument: text }),
  will: field({ of: ['pillar'], help: 'What it will do', argument: text }),
  done_when: field({ of: ['goal'], help: 'Condition of its end', argument: text }),
  state: field({ of: ['goal', 'bet'], help: GOAL_STATES.join(', '), argument: text }),
  document: field({ of: ['goal'], help: 'File that describes it: notes/search.md', argument: text }),
  learned: field({ of: ['goal', 'bet'], help: 'What was learned, required to close it', argument: text }),
  upkeep: field({ of: ['goal'], help: 'Reason why it needs no outcome', argument: text }),
  bet: field({ of: ['goal'], help: 'Bet that it belongs to: B-1', argument: text, to: ['bet'] }),
  outcome: field({ of: ['goal'], help: 'Outcome that it moves: O-1', argument: text, to: ['outcome'] }),
  outcomes: field({ of: ['bet'], help: 'Outcomes that it moves', argument: list, to: ['outcome'] }),
  pillars: field({ of: ['outcome'], help: 'Pillars that it serves: P-1', argument: list, to: ['pillar'] }),
  problems: field({ of: ['goal', 'bet'], help: 'Problems that it solves: X-1', argument: list, to: ['problem'] }),
  depends: field({ of: ['goal'], help: 'Goals that come before', argument: list, to: ['goal'] }),
  hypothesis: field({ of: ['bet'], help: 'Why it should work', argument: text }),
  severity: field({ of: ['problem'], help: '1 to 5', argument: number }),
  evidence: field({ of: ['problem'], help: 'How you know', argument: text }),
  hurts: field({
    of: ['problem'],
    help: 'Personas, each with the stakes: "U-1 loses an hour a day", one per line',
    argument: ({ inputs }) => inputs.linesInput(),
    to: ['persona'],
  }),
  solved_by: field({ of: ['problem'], help: 'Goal or bet that solved it', argument: text, to: ['goal', 'bet'] }),
  primary: field({
    of: ['persona'],
    help: 'Most important persona',
    argument: ({ inputs }) => inputs.flagInput().nullable(),
  }),
  note: field({ of: GOAL_KINDS.filter((kind) => kind !== 'vision'), help: 'Anything else, Markdown', argument: text }),
};

export type GoalFieldName = keyof typeof GOAL_FIELDS;

/** Converted arguments. null clears a field. */
export type GoalFieldInput = {
  [Name in GoalFieldName]?: z.output<ReturnType<(typeof GOAL_FIELDS)[Name]['argument']>> | null | undefined;
};

/** Returns the fields of a kind in the order of the table. */
export function goalFieldsOf(kind: GoalKind): GoalFieldName[] {
  return (Object.keys(GOAL_FIELDS) as GoalFieldName[]).filter((name) => {
    const of: readonly GoalKind[] = GOAL_FIELDS[name].of;
    return of.includes(kind);
  });
}

/** The inputs that add a reading. A record stores a list of readings instead. */
const OF_READING: readonly GoalFieldName[] = ['reading', 'reading_note'];

/** Returns the fields that records of a kind store under the same name. */
export function storedFieldsOf(kind: GoalKind): GoalFieldName[] {
  return goalFieldsOf(kind).filter((name) => !OF_READING.includes(name));
}

/** Returns the fields of a kind whose values name records of other kinds. */
export function goalLinksOf(kind: GoalKind): GoalFieldName[] {
  return goalFieldsOf(kind).filter((name) => 'to' in GOAL_FIELDS[name]);
}
