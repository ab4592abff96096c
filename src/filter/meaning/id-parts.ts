import type { IdPart } from '../ast.ts';
import { isUuidPrefix } from '../grammar/scan.ts';

/**
 * Reads `1,3,7-9`, uuids, and ids of other tools (`TASK-5`). In the result, each range ascends.
 * @param named returns the uuids of the tasks that a word names
 * @returns undefined if a part is neither id, range nor uuid
 */
export function readIdParts(text: string, named: (word: string) => readonly string[] = () => []): IdPart[] | undefined {
  const parts: IdPart[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (isUuidPrefix(part)) parts.push({ uuid: part.toLowerCase() });
    else if (range) parts.push(rangeOf(Number(range[1]), Number(range[2] ?? range[1])));
    else {
      const uuids = named(part);
      if (uuids.length === 0) return undefined;
      parts.push(...uuids.map((uuid) => ({ uuid })));
    }
  }
  return parts;
}

function rangeOf(a: number, b: number): IdPart {
  const most = Number.MAX_SAFE_INTEGER;
  return { from: Math.min(a, b, most), to: Math.min(Math.max(a, b), most) };
}
