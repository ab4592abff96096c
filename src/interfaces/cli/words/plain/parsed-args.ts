import type { RowsAsked } from '../../../../commands/rows.ts';
import type { ColourMode } from '../../terminal/colour.ts';

/** What the words behind the name of a command say. */
export interface ParsedArgs {
  input: Record<string, string | boolean>;
  /** Words that look like a field but were stored as text, with suggestions. */
  kept: { word: string; meant: readonly string[] }[];
  /** Words that were read as a state of tasks. */
  read?: StateRead | undefined;
  /** The words of the positional fields. */
  words?: readonly string[];
  flags: {
    json: boolean;
    help: boolean;
    watch: boolean;
    yes: boolean;
    as?: string;
    cwd?: string;
    queue?: string;
    profile?: string;
    all_queues?: boolean;
    no_pager?: boolean;
    color?: ColourMode;
    /** The requested form of rows. Undefined means the default form. */
    rows?: RowsAsked;
  };
}

/** Words that were read as a state, and the terms for them. */
export interface StateRead {
  said: string;
  terms: string;
}
