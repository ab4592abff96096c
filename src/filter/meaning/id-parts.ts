import type { IdPart } from '../ast.ts';
import { isUuidPrefix } from '../grammar/scan.ts';

/**
 * Reads `1,3,7-9` and uuids. In the result, each range ascends.
 * @returns undefined if a part is neither id, range nor uuid
 */
export function readIdParts(text: string): IdPart[] | undefined {
  const parts: IdPart[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (isUuidPrefix(part)) parts.push({ uuid: part.toLowerCase() });
    else if (range) parts.push(rangeOf(Number(range[1]), Number(range[2] ?? range[1])));
    else return undefined;
  }
  return parts;
}

function rangeOf(a: number, b: number): IdPart {
  const most = Number.MAX_SAFE_INTEGER;
  return { from: Math.min(a, b, most), to: Math.min(Math.max(a, b), most) };
}
