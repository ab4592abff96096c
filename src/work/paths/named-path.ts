import type { PathUse } from '../../domain/calls/inputs.ts';

/** A path that a call names, and its intended use. */
export interface NamedPath {
  /** As given. */
  said: string;
  use: PathUse;
  /** The folder that it is relative to: the caller's working directory unless given. */
  from?: string;
  /** The command line with which a person would do the same. */
  line: string;
}

export interface AllowedPath extends NamedPath {
  /** The path without links. For a new file only its folder's links are followed, not one at its own place. */
  file: string;
}
