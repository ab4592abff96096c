/**
 * Levels of a result's risk, in ascending order. `low` is shown by evidence, or by a change of nothing that runs. In a
 * result of `unknown` risk, rules found nothing, and nothing ran that would have shown a fault.
 */
export const RESULT_RISKS = ['low', 'unknown', 'medium', 'high'] as const;
export type ResultLevel = (typeof RESULT_RISKS)[number];

/** Checks whether a level is higher than the highest that is allowed. */
export const isAbove = (level: ResultLevel, most: ResultLevel): boolean =>
  RESULT_RISKS.indexOf(level) > RESULT_RISKS.indexOf(most);
