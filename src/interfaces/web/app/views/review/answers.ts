/** What `run_changes` answers. */
export interface Changes {
  run: string;
  from: string;
  to: string;
  files: readonly ChangedFile[];
  total?: number;
  rows?: readonly DiffRow[];
  next?: number;
}

export interface ChangedFile {
  path: string;
  from?: string;
  status: 'A' | 'D' | 'M' | 'R' | 'T';
  added: number;
  deleted: number;
  binary: boolean;
  generated: boolean;
  outside: boolean;
  /** What kind of file it was and is, as git writes it, where that changed. */
  modes?: string;
  /** Did the reader tick it off, as it is here? */
  seen: boolean;
}

export interface DiffRow {
  kind: ' ' | '+' | '-' | '@' | '\\';
  old?: number;
  new?: number;
  text: string;
}

export type Side = 'new' | 'old';

/** What `review_comments` answers. */
export interface Comments {
  comments: readonly Placed[];
}

export interface Placed {
  comment: {
    id: string;
    text: string;
    at: string;
    actor: string;
    anchor: { commit: string; path: string; side: Side; from: number; to: number; lines: readonly string[] };
    sent?: { at: string };
  };
  place: { path: string; from: number; to: number } | null;
}
