/**
 * Fields that are computed for each response and never stored. Responses and exports may contain them. An import
 * ignores them.
 */
export const DERIVED = ['urgency', 'state', 'objections'] as const;
