import type { Caller } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import type { Streams } from './io.ts';
import type { ParsedArgs } from './words/args.ts';

/** What a command line is executed with. */
export interface Calling {
  workspace: Opened;
  caller: Caller;
  streams: Streams;
  flags: ParsedArgs['flags'];
}
