/** How long to wait, in ms: before a look, after one, and before the look that another process is at. */
export interface Pauses {
  before: number;
  after: number;
  busy: number;
}

/** A look at a source costs requests of the service's quota, so many events of a moment are one look. */
const PAUSES: Pauses = { before: 2_000, after: 15_000, busy: 5_000 };

/** Maximum number of further looks while another process is at it. Each pause is twice the one before. */
const TRIES = 4;

export interface SoonLooks<Of> {
  /** Has something looked at soon. */
  soon(key: string, of: Of): void;
  /** Drops the looks that wait, and waits for those that run. */
  close(): Promise<void>;
}

/** A look that waits, runs, or ended a moment ago. */
interface Turn<Of> {
  timer?: NodeJS.Timeout;
  /** Set once the look has begun. */
  run?: Promise<void>;
  /** Set if a reason came after its beginning, which it may not have seen. */
  again?: Of;
}

/**
 * Joins reasons to look: those of a moment are one look, and those that come during a look or soon after it are one more.
 * @param look resolves to false if another process is at it
 */
export function createLooks<Of>(look: (of: Of) => Promise<boolean>, pauses = PAUSES): SoonLooks<Of> {
  const turns = new Map<string, Turn<Of>>();
  let isClosed = false;
  const later = (turn: Turn<Of>, ms: number, act: () => void) => {
    if (!isClosed) turn.timer = setTimeout(act, ms).unref();
  };
  const begin = (key: string, turn: Turn<Of>, of: Of, tries = 0) => {
    delete turn.again;
    turn.run = look(of).then((isDone) => {
      if (!isDone && tries < TRIES)
        later(turn, pauses.busy * 2 ** tries, () => begin(key, turn, turn.again ?? of, tries + 1));
      else
        later(turn, pauses.after, () => (turn.again === undefined ? turns.delete(key) : begin(key, turn, turn.again)));
    });
  };
  return {
    soon(key, of) {
      const known = turns.get(key);
      if (known?.run) known.again = of;
      if (known) return;
      const turn: Turn<Of> = {};
      turns.set(key, turn);
      later(turn, pauses.before, () => begin(key, turn, of));
    },
    async close() {
      isClosed = true;
      for (const { timer } of turns.values()) clearTimeout(timer);
      await Promise.allSettled(Array.from(turns.values(), ({ run }) => run));
    },
  };
}
