/** A set of whole numbers from 0 to less than a size. Finds the next number without testing the missing ones. */
export interface RankSet {
  add: (rank: number) => void;
  delete: (rank: number) => void;
  /** Returns the first member at or above `from`; undefined if there is none. */
  next: (from: number) => number | undefined;
}

/** Stores a bit for each number. For each group of 32 bits, another bit is set if one of them is set. */
export function rankSet(size: number): RankSet {
  const words = new Uint32Array((size >>> 5) + 1);
  const filled = new Uint32Array((words.length >>> 5) + 1);
  return {
    add(rank) {
      words[rank >>> 5]! |= 1 << (rank & 31);
      filled[rank >>> 10]! |= 1 << ((rank >>> 5) & 31);
    },
    delete(rank) {
      words[rank >>> 5]! &= ~(1 << (rank & 31));
      if (words[rank >>> 5] === 0) filled[rank >>> 10]! &= ~(1 << ((rank >>> 5) & 31));
    },
    next(from) {
      const here = firstBit((words[from >>> 5] ?? 0) & (-1 << (from & 31)));
      if (here !== undefined) return ((from >>> 5) << 5) + here;
      const word = nextBit(filled, (from >>> 5) + 1);
      return word === undefined ? undefined : (word << 5) + firstBit(words[word]!)!;
    },
  };
}

function nextBit(bits: Uint32Array, from: number): number | undefined {
  let rest = (bits[from >>> 5] ?? 0) & (-1 << (from & 31));
  for (let word = from >>> 5; word < bits.length; rest = bits[++word] ?? 0) {
    const bit = firstBit(rest);
    if (bit !== undefined) return (word << 5) + bit;
  }
  return undefined;
}

function firstBit(word: number): number | undefined {
  return word === 0 ? undefined : 31 - Math.clz32(word & -word);
}
