/**
 * The filter language: text to tree to function. Pure; clock, zone, views and the English reader are parameters.
 * Everything about the language is a row in a table here: attributes, operations, types; virtual tags are in `domain`.
 */

export type { FilterAst, FilterNode, SortKey, TextSpan } from './ast.ts';
export { type Completion, completeTerm, type FilterVocabulary } from './complete.ts';
export { type ExplainedPart, type Explanation, explainFilter } from './explain.ts';
export type { Filter, FilterEnv } from './filter.ts';
export { type FilterFollows, followsOf } from './follows.ts';
export { caretLine, FilterError, type FilterProblem, helpFor } from './problem.ts';
export { PENDING, readFilter } from './read.ts';
export { type SortOptions, sortTasks } from './sort.ts';
export type { Attribute } from './tables/attributes.ts';
export type { Operation, OperationRow } from './tables/operators.ts';
export type { TypeRow } from './tables/types.ts';
export { unknownNames } from './unknown-names.ts';
