import { nearest } from '../../base/nearest.ts';

export type Operation =
  | 'matches'
  | 'is'
  | 'not'
  | 'isnt'
  | 'before'
  | 'after'
  | 'by'
  | 'from'
  | 'none'
  | 'any'
  | 'has'
  | 'hasnt'
  | 'startswith'
  | 'endswith'
  | 'word'
  | 'noword'
  | 'like'
  | 'unlike';

export interface OperationRow {
  name: Operation;
  /** Modifiers after the attribute and a dot: `due.before:`. The first one is canonical. '' means no modifier. */
  modifiers: readonly string[];
  /** Operators between attribute and value: `due < tomorrow`. */
  symbols: readonly string[];
  /** `optional` means that a comparison without a value tests for an absent attribute. */
  value: 'optional' | 'required' | 'refused';
  /** The operation that this operation negates. A negation also selects tasks that lack the attribute. */
  complements?: Operation;
  /** The verb of explanations, such as "is before" in "due is before tomorrow". */
  doc: string;
}

/** Taskwarrior 2.6's modifiers and operators. */
export const OPERATIONS: readonly OperationRow[] = [
  { name: 'matches', modifiers: [''], symbols: ['='], value: 'optional', doc: 'matches' },
  { name: 'is', modifiers: ['is', 'equals'], symbols: ['=='], value: 'optional', doc: 'is exactly' },
  {
    name: 'not',
    modifiers: ['not'],
    symbols: ['!='],
    value: 'optional',
    complements: 'matches',
    doc: 'does not match',
  },
  { name: 'isnt', modifiers: ['isnt'], symbols: ['!=='], value: 'optional', complements: 'is', doc: 'is not exactly' },
  { name: 'before', modifiers: ['before', 'under', 'below'], symbols: ['<'], value: 'required', doc: 'is before' },
  { name: 'after', modifiers: ['after', 'over', 'above'], symbols: ['>'], value: 'required', doc: 'is after' },
  { name: 'by', modifiers: ['by'], symbols: ['<='], value: 'required', doc: 'is at or before' },
  { name: 'from', modifiers: [], symbols: ['>='], value: 'required', doc: 'is at or after' },
  { name: 'none', modifiers: ['none'], symbols: [], value: 'refused', doc: 'is absent' },
  { name: 'any', modifiers: ['any'], symbols: [], value: 'refused', complements: 'none', doc: 'is present' },
  { name: 'has', modifiers: ['has', 'contains'], symbols: [], value: 'required', doc: 'contains' },
  { name: 'hasnt', modifiers: ['hasnt'], symbols: [], value: 'required', complements: 'has', doc: 'does not contain' },
  { name: 'startswith', modifiers: ['startswith', 'left'], symbols: [], value: 'required', doc: 'starts with' },
  { name: 'endswith', modifiers: ['endswith', 'right'], symbols: [], value: 'required', doc: 'ends with' },
  { name: 'word', modifiers: ['word'], symbols: [], value: 'required', doc: 'contains the word' },
  {
    name: 'noword',
    modifiers: ['noword'],
    symbols: [],
    value: 'required',
    complements: 'word',
    doc: 'does not contain the word',
  },
  { name: 'like', modifiers: [], symbols: ['~'], value: 'required', doc: 'matches the regular expression' },
  {
    name: 'unlike',
    modifiers: [],
    symbols: ['!~'],
    value: 'required',
    complements: 'like',
    doc: 'does not match the regular expression',
  },
];

const BY_NAME = new Map(OPERATIONS.map((row) => [row.name, row]));
const BY_MODIFIER = new Map(OPERATIONS.flatMap((row) => row.modifiers.map((name) => [name, row] as const)));
const BY_SYMBOL = new Map(OPERATIONS.flatMap((row) => row.symbols.map((name) => [name, row] as const)));

export function operation(name: Operation): OperationRow {
  return BY_NAME.get(name)!;
}

/** Returns the canonical spelling of an operation: its first modifier, or its symbol if there is no modifier. */
export function spelling({ modifiers, symbols }: OperationRow): string {
  return (modifiers[0] || symbols[0])!;
}

export function operationOfModifier(modifier: string): OperationRow | undefined {
  return BY_MODIFIER.get(modifier);
}

export function operationOfSymbol(symbol: string): OperationRow | undefined {
  return BY_SYMBOL.get(symbol);
}

export const MODIFIERS: readonly string[] = [...BY_MODIFIER.keys()].filter((name) => name !== '');

export function nearestModifier(typed: string): string | undefined {
  return nearest(typed, MODIFIERS);
}
