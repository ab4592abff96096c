/** Where a word can stand: in one of the texts of a task, or in a document. */
export const PLACES = ['description', 'criterion', 'note', 'document'] as const;
export type Place = (typeof PLACES)[number];

/** What is put into the index and taken out of it as one: the texts of a task's record, or one document. */
export interface Unit {
  id: string;
  /** Whose texts they are: what is found. */
  owner: string;
  texts: Partial<Record<Place, string>>;
}
