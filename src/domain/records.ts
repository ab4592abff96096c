import type { Kinds } from './kinds/table.ts';

export type { Kinds } from './kinds/table.ts';

export type Doc = Kinds['doc'];
/** One stored body of a document. */
export type DocVersion = Doc['versions'][number];
export type Session = Kinds['session'];
export type Dispatch = Kinds['dispatch'];
export type Mirror = Kinds['mirror'];
export type Run = Kinds['run'];
/** A file of archived tasks, as the state names it. */
export type Archive = Kinds['archive'];
