import { type Awaits, isFromOutside, type Task } from './task/task.ts';

/** The author of a text in another system, as a service or an export names them. */
export interface OutsideAuthor {
  name?: string | undefined;
  /** The author's relation to the repository there, in capitals: `OWNER`, `MEMBER`, `CONTRIBUTOR`, `NONE`. */
  association?: string | undefined;
}

/** Whose text counts like that of the person who brought it. */
export interface TrustRules {
  associations: readonly string[];
  /** Names of authors, in lower case. */
  authors: readonly string[];
}

/** Associations that GitHub gives to people with a role in the repository. */
export const TRUSTED_ASSOCIATIONS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/**
 * Checks whether an author is trusted. An author without an association is: no service vouches for the text, so it
 * counts as that of its importer.
 */
export function isTrusted({ name, association }: OutsideAuthor, { associations, authors }: TrustRules): boolean {
  if (association === undefined) return true;
  return (
    associations.includes(association.toUpperCase()) || (name !== undefined && authors.includes(name.toLowerCase()))
  );
}

/** The document with the text of an author whom nobody trusts. It becomes the spec when a person accepts the task. */
export const OUTSIDE_TEXT = 'outside';

/** Formats an author for a sentence: `mallory (NONE)`. Names are from another system, so callers put them on one line. */
export function outsideAuthorText({
  author = 'an unknown author',
  association,
}: Pick<Awaits, 'author' | 'association'>) {
  return association === undefined ? author : `${author} (${association})`;
}

/** Checks whether such a text keeps a task from being started unasked. */
export function awaitsAcceptance(task: Task): task is Task & { awaits: Awaits } {
  return task.status === 'pending' && isFromOutside(task.awaits);
}
