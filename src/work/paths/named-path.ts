import type { PathUse } from '../../domain/calls/inputs.ts';

/** A path that a call names, and its intended use. */
export interface NamedPath {
  /** The path as the call gave it. */
  said: string;
  use: PathUse;
  /** The folder to which the path is relative; the caller's working directory unless given. */
  from?: string;
  /** The command line that a person would use with this path. */
  line: string;
  /** The command line that gives the file's content on standard input. Absent if the argument is no text. */
  piped?: string;
}

export interface AllowedPath extends NamedPath {
  /**
   * The path with its links resolved. For a new file, only links in the folder's path are resolved, not a link with the
   * file's name.
   */
  file: string;
}
