/** What is worked out of a task for each answer, and never stored: an answer and an export may hold it, an import leaves it out. */
export const DERIVED = ['urgency', 'state', 'objections'] as const;
