import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { Streams } from './io.ts';
import type { ParsedArgs } from './words/plain/parsed-args.ts';

/** The environment, folder and terminal of a command line. */
export interface Calling {
  workspace: Opened;
  caller: Caller;
  streams: Streams;
  flags: ParsedArgs['flags'];
}
