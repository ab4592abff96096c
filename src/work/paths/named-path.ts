import type { PathUse } from '../../domain/calls/inputs.ts';

/** A path that a call names, and what is to be done with the file. */
export interface NamedPath {
  /** As it was given. */
  said: string;
  use: PathUse;
  /** The folder that it starts from: the caller's working directory, unless another is given. */
  from?: string;
  /** The words of a command line by which a person does the same. */
  line: string;
}

export interface AllowedPath extends NamedPath {
  /** Where it is, without links. Of a new file only its folder is followed, so that a link in its place is found to be there. */
  file: string;
}
