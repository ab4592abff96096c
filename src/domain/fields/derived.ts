/** Values computed for each answer and never stored. Answers and exports may contain them. An import ignores them. */
export const DERIVED = ['urgency', 'state', 'objections'] as const;
