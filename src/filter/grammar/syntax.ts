import type { IToken } from 'chevrotain';

/** The syntax tree, before names and values are resolved. */
export type Syntax =
  | { kind: 'and' | 'or' | 'xor'; items: readonly Syntax[] }
  /** Two adjacent terms without a written `and`. */
  | { kind: 'beside'; items: readonly Syntax[] }
  | { kind: 'not'; item: Syntax; at: IToken }
  | { kind: 'pair'; head: IToken; value: IToken | undefined }
  | { kind: 'infix'; head: IToken; operator: IToken; value: IToken }
  | { kind: 'ids'; tokens: readonly IToken[] }
  | { kind: 'leaf'; token: IToken }
  /** An empty filter, or text skipped after a reported error. */
  | { kind: 'nothing' };
