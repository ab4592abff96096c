import type { Kinds } from './kinds/table.ts';

export type { Kinds } from './kinds/table.ts';

export type Doc = Kinds['doc'];
/** A stored version of a document. */
export type DocVersion = Doc['versions'][number];
export type Session = Kinds['session'];
export type Dispatch = Kinds['dispatch'];
export type Mirror = Kinds['mirror'];
export type Run = Kinds['run'];
/** The state's record of a file of archived tasks. */
export type Archive = Kinds['archive'];
