/** Parts of a task or document that the index distinguishes. */
export const PARTS = ['description', 'criterion', 'note', 'document', 'origin'] as const;
export type Part = (typeof PARTS)[number];

/** The smallest thing that the index adds or removes: the texts of a task's record, or one document. */
export interface TextUnit {
  id: string;
  /** The task or document that a search returns if this unit contains the words. */
  owner: string;
  texts: Partial<Record<Part, string>>;
}
