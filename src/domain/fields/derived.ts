/** Fields that are computed for each response and never stored. Exports may have them; imports ignore them. */
export const DERIVED = ['urgency', 'state', 'objections'] as const;
