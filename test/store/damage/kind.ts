/** Other folders that a harm may use. */
export interface Around {
  /** An older copy of the store, which ends with change 21. */
  older: string;
  /** Another store, which went the same way and one change further. */
  other: string;
  /** The git folder that names the store. */
  common: string;
}

/** Harms a store: the last change is 23, the history ends with 15, and the checkpoint is of 20. */
export type DoHarm = (dir: string, around: Around) => unknown;

/** What is expected of a harmed store, at every door. */
export interface Expected {
  /** What is lost: a row of {@link LOST}. */
  lost: keyof typeof LOST;
  /** What the doors that refuse print, and `doctor`. Absent: nobody can see the damage. */
  said?: RegExp;
  /** What to do: a row of {@link NEXT}. `doctor` prints it. */
  next: keyof typeof NEXT;
  /**
   * What the doors show: the whole queue; the queue before the damage, with a line about it; or nothing, so that they
   * refuse with the next command. Writes are done only if it is whole. Absent: the test of the harm says it.
   */
  shows?: 'all' | 'before' | 'nothing';
  /** The last change that is shown, if it isn't the last one or the one of `salvage`. */
  upTo?: number;
  /** Doors that refuse although others show something; doors that answer although others refuse. */
  refuses?: readonly string[];
  answers?: readonly string[];
  /** Whether a write is done, if `shows` doesn't say it. */
  writes?: boolean;
  /** The last change with which a salvage goes on. Absent: there is nothing to give up, or nothing may be. */
  salvage?: number;
  /** The same, if there is no checkpoint. */
  bare?: number;
  /** Whether `doctor` still finds a problem after the salvage. */
  left?: true;
  /** What `doctor` names: ends of paths. None: nobody can see it in what is left. */
  named: readonly string[];
  /** Does `doctor --fix` make it whole again? */
  mended?: true;
  /** Does it take away the right to read? Root has it anyway. */
  forbids?: true;
  /** Does it harm the file that names the store, and not the store? */
  ofMarker?: true;
  /** Does only a sum tell it? */
  sumOnly?: true;
  /** Do doors that read in part find it whole, so that they write? */
  partly?: true;
  /** Is there no store that could be examined? */
  doorsOnly?: true;
  /**
   * What makes the queue whole again if it is harmed while a run is active. Absent: the row needs the filled store, or
   * differs from another row only for readers.
   */
  live?: 'fix' | 'salvage' | 'restore';
}

/** One way in which a store can be harmed, and what is to be expected of it. */
export interface Harm extends Expected {
  harm: DoHarm;
}

/** A harm of a kind, or one that differs from its kind in some point. */
type OneHarm = DoHarm | (Partial<Expected> & { harm: DoHarm });

/** One kind of damage: what is expected, and the ways to do it. */
export interface Kind extends Expected {
  harms: Readonly<Record<string, OneHarm>>;
}

/** Kinds of damage by name, as the documentation has them. */
export type Kinds = Readonly<Record<string, Kind>>;

/** What is lost: in words for the documentation, and as `doctor` prints it. */
export const LOST = {
  nothing: { words: 'nothing', printed: /lost: nothing$/m },
  unseen: { words: 'nothing that Backlog can see', printed: undefined },
  unread: { words: 'nothing, once it can be read', printed: /lost: nothing, once it can be read$/m },
  history: {
    words: 'these changes of the history; the queue is complete',
    printed: /of the history; the queue itself is complete, from the checkpoint at change \d+$/m,
  },
  end: { words: 'these changes', printed: /lost: changes? \d+( to \d+)?(, until this is fixed)?$/m },
  rest: { words: 'that change and all later ones', printed: /lost: changes \d+ to 23(, until this is fixed)?$/m },
  all: { words: 'all changes', printed: /lost: all (\d+ )?changes$/m },
  document: { words: "the document's content", printed: /lost: the content of .*doc / },
  archived: { words: 'the archived tasks; the history has their changes', printed: /lost: up to \d+ archived tasks/ },
  link: { words: 'the link from the repository to its queue', printed: /lost: which queue belongs to this repository/ },
} as const;

/** What to do: in words for the documentation, and as `doctor` prints it. */
export const NEXT = {
  nothing: { words: 'nothing', printed: undefined },
  fix: { words: '`backlog doctor --fix`', printed: /`backlog doctor --fix`/ },
  salvage: {
    words: 'restore a backup, or `backlog doctor --salvage`',
    printed: /\(`backlog restore FILE`\), or go on without it: `backlog doctor --salvage`/,
  },
  restore: { words: 'restore a backup: `backlog restore FILE`', printed: /`backlog restore FILE/ },
  move: { words: "move it out of the queue's folder", printed: /move it out of the queue's folder/ },
  away: {
    words: 'move it away, then `backlog queue link NAME`',
    printed: /move the folder away .*`backlog queue link NAME`/,
  },
  mount: { words: 'mount the disk, or restore what the link leads to', printed: /mount the disk/ },
  rights: { words: 'change the owner or the rights of the file', printed: /permission|rights|chown/i },
  newer: { words: 'restore a newer backup, if tasks are missing', printed: undefined },
  link: { words: '`backlog queue link NAME`', printed: /`backlog queue link/ },
  update: { words: 'update Backlog', printed: /[Uu]pdate Backlog/ },
} as const;

/** Joins each harm with what is expected of its kind. */
export function harmsOf(kinds: Kinds): Record<string, Harm> {
  const all = Object.values(kinds).flatMap(({ harms, ...expected }) =>
    Object.entries(harms).map(([name, one]): [string, Harm] => [
      name,
      { ...expected, ...(typeof one === 'function' ? { harm: one } : one) },
    ]),
  );
  return Object.fromEntries(all);
}
