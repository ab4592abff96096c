import type { IToken } from 'chevrotain';

/** What the grammar saw, before any name or value is looked at. */
export type Syntax =
  | { kind: 'and' | 'or' | 'xor'; items: readonly Syntax[] }
  /** Two terms side by side, without a written `and`. */
  | { kind: 'beside'; items: readonly Syntax[] }
  | { kind: 'not'; item: Syntax; at: IToken }
  | { kind: 'pair'; head: IToken; value: IToken | undefined }
  | { kind: 'infix'; head: IToken; operator: IToken; value: IToken }
  | { kind: 'ids'; tokens: readonly IToken[] }
  | { kind: 'leaf'; token: IToken }
  /** Nothing at all, or what was skipped after an error that is already reported. */
  | { kind: 'nothing' };
