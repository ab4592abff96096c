import type { Operation } from './tables/operators.ts';

/** Where something stands in the filter's text, in UTF-16 units. */
export interface TextSpan {
  offset: number;
  length: number;
}

/** A filter that was understood: names resolved, dates worked out. Spans aside, printing and parsing it again gives the same. */
export interface FilterAst {
  where: FilterNode;
  sort: readonly SortKey[];
  limit?: number | undefined;
}

/** Every task: what an empty filter means. */
export const ALL: FilterAst = { where: { kind: 'all', span: { offset: 0, length: 0 } }, sort: [] };

export interface SortKey {
  attribute: string;
  descending: boolean;
}

export type FilterNode = NodeShape & { span: TextSpan };

type NodeShape =
  /** Every task. */
  | { kind: 'all' }
  | { kind: 'and' | 'or' | 'xor'; items: readonly FilterNode[] }
  | { kind: 'not'; item: FilterNode }
  | { kind: 'tag'; name: string; has: boolean }
  | { kind: 'ids'; parts: readonly IdPart[] }
  /** A word or phrase in the description or an annotation. */
  | { kind: 'text'; text: string }
  /** A regular expression in the description or an annotation; `caseless` when it was written `/…/i`. */
  | { kind: 'pattern'; source: string; caseless?: true }
  | { kind: 'view'; name: string; body: FilterAst }
  | Comparison;

export interface Comparison {
  kind: 'compare';
  /** Full name. */
  attribute: string;
  operation: Operation;
  operand: Operand;
}

export type IdPart = { from: number; to: number } | { uuid: string };

/** What an attribute is compared with. `text` is as written, without quotes. */
export type Operand =
  | { kind: 'nothing' }
  | { kind: 'text'; text: string; caseless?: true }
  | { kind: 'date'; text: string; moment: Moment }
  | { kind: 'number'; text: string; value: number }
  | { kind: 'duration'; text: string; ms: number }
  | { kind: 'ids'; text: string; parts: readonly IdPart[] }
  | { kind: 'list'; text: string; items: readonly string[] }
  /** Another attribute of the same task, or of the task with an id (`12.due`). */
  | { kind: 'attribute'; text: string; attribute: string; task?: number | undefined };

/** A date as instants: itself, and the bounds of its day in the zone (`dayEnd` is the next day's first instant). */
export interface Moment {
  at: string;
  dayStart: string;
  dayEnd: string;
  /** How the text was read: `weekday`, `now + 3 days`. */
  reading: string;
}
