/** Where a word can stand: in one of the texts of a task, or in a document. */
export const PARTS = ['description', 'criterion', 'note', 'document'] as const;
export type Part = (typeof PARTS)[number];

/** What is put into the index and taken out of it as one: the texts of a task's record, or one document. */
export interface TextUnit {
  id: string;
  /** Whose texts they are: what is found. */
  owner: string;
  texts: Partial<Record<Part, string>>;
}
