import type { Operation } from './tables/operators.ts';

/** Range of the filter's text, in UTF-16 units. */
export interface TextSpan {
  offset: number;
  length: number;
}

/** A parsed filter with resolved names and dates. Parsing its printed text changes only the spans. */
export interface FilterAst {
  where: FilterNode;
  sort: readonly SortKey[];
  limit?: number | undefined;
}

/** The empty filter, which selects every task. */
export const ALL: FilterAst = { where: { kind: 'all', span: { offset: 0, length: 0 } }, sort: [] };

export interface SortKey {
  attribute: string;
  descending: boolean;
}

export type FilterNode = NodeShape & { span: TextSpan };

type NodeShape =
  | { kind: 'all' }
  | { kind: 'and' | 'or' | 'xor'; items: readonly FilterNode[] }
  | { kind: 'not'; item: FilterNode }
  | { kind: 'tag'; name: string; has: boolean }
  | { kind: 'ids'; parts: readonly IdPart[] }
  /** A word or phrase to find in the description or a note. */
  | { kind: 'text'; text: string }
  /** A regular expression to find in the description or a note. `caseless` is set for `/…/i`. */
  | { kind: 'pattern'; source: string; caseless?: true }
  | { kind: 'view'; name: string; body: FilterAst }
  | Comparison;

/** Returns the direct child nodes. A saved filter has one: its body. */
export function clausesOf(node: FilterNode): readonly FilterNode[] {
  if (node.kind === 'view') return [node.body.where];
  if (node.kind === 'not') return [node.item];
  return 'items' in node ? node.items : [];
}

export interface Comparison {
  kind: 'compare';
  /** Full name of the attribute. */
  attribute: string;
  operation: Operation;
  operand: Operand;
}

export type IdPart = { from: number; to: number } | { uuid: string };

/** The right side of a comparison. `text` is its text in the filter, without quotes. */
export type Operand =
  | { kind: 'nothing' }
  | { kind: 'text'; text: string; caseless?: true }
  | { kind: 'date'; text: string; moment: Moment }
  | { kind: 'number'; text: string; value: number }
  | { kind: 'duration'; text: string; ms: number }
  | { kind: 'ids'; text: string; parts: readonly IdPart[] }
  | { kind: 'list'; text: string; items: readonly string[] }
  /** The caller (`@me`). Who that is, is known when the filter is compiled. */
  | { kind: 'caller'; text: string }
  /** Another attribute of the same task, or of the task with a number (`12.due`). */
  | { kind: 'attribute'; text: string; attribute: string; task?: number | undefined };

/** A date as instants: itself, and the start and end of its day in the zone. `dayEnd` starts the next day. */
export interface Moment {
  at: string;
  dayStart: string;
  dayEnd: string;
  /** How the date was read: `weekday`, `now + 3 days`. */
  reading: string;
}
