/**
 * The filter language. It parses a text to a tree and compiles the tree to a function. All inputs are parameters:
 * clock, zone, saved filters and English reader. The tables in this folder define attributes, operations and types.
 * Virtual tags are in `domain`.
 */

export { clausesOf as partsOf, type FilterAst, type FilterNode, type SortKey, type TextSpan } from './ast.ts';
export { type Completion, completeTerm, type FilterVocabulary } from './complete.ts';
export { type ExplainedPart, type Explanation, explainFilter } from './explain.ts';
export type { Filter, FilterEnv } from './filter.ts';
export { type FilterFollows, followsOf, unreadIn, viewsIn } from './follows.ts';
export { caretLine, FilterError, type FilterProblem, helpFor } from './problem.ts';
export { isDefaultList, LISTED, readFilter, readListFilter } from './read.ts';
export { type SortOptions, sortTasks } from './sort.ts';
export type { Attribute } from './tables/attributes.ts';
export type { Operation, OperationRow } from './tables/operators.ts';
export type { TypeRow } from './tables/types.ts';
export { unknownNames } from './unknown-names.ts';
