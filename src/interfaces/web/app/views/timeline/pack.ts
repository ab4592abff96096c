/** Something that lasts. */
export interface Lasting {
  begins: number;
  ends: number;
}

/**
 * Puts what overlaps below each other: each into the first row in which it has room, with at least `least` milliseconds for its words. The
 * order stays, so that the same bars give the same rows.
 */
export function packed<Bar extends Lasting>(bars: readonly Bar[], least: number): Bar[][] {
  const rows: { bars: Bar[]; free: number }[] = [];
  for (const bar of [...bars].sort((a, b) => a.begins - b.begins)) {
    const end = Math.max(bar.ends, bar.begins + least);
    const row = rows.find(({ free }) => free <= bar.begins);
    if (row) {
      row.bars.push(bar);
      row.free = end;
    } else rows.push({ bars: [bar], free: end });
  }
  return rows.map((row) => row.bars);
}
