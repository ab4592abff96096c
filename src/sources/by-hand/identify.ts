import { createHash } from 'node:crypto';
import { present } from '../../base/present.ts';
import type { SourceTask } from '../reading/row.ts';

const GITHUB = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)/;

/** Returns the origin of a row: an issue on GitHub if its URL is one, otherwise its id or URL. */
export function sourceOf({ known }: SourceTask, id: string | undefined, kind: string): object {
  const url = typeof known.url === 'string' && /^https?:\/\//.test(known.url) ? known.url : undefined;
  const [, list, number] = GITHUB.exec(url ?? '') ?? [];
  if (list !== undefined) return { kind: 'github', list, id: number, url };
  return { kind, id: id ?? url ?? '', ...present({ url }) };
}

/**
 * Gives an id to each row without one. The id is made from the row's text, its parents and its project. If several rows
 * have the same text, the later ones also get a number. An id of the file itself that occurs twice is reported later.
 */
export function identify(rows: readonly SourceTask[]): void {
  const said = new Map<string, number>();
  const byRef = new Map(rows.flatMap((row) => (row.known.ref === undefined ? [] : [[row.known.ref, row] as const])));
  const wordsOfRow = (row: SourceTask, depth = 0): string => {
    const { description, project, parent } = row.known;
    const above = parent === undefined || depth > 20 ? undefined : byRef.get(parent);
    const own = String(description ?? '');
    return above ? `${wordsOfRow(above, depth + 1)} > ${own}` : `${project ? `${project}: ` : ''}${own}`;
  };
  for (const row of rows) {
    const source = row.known.source as { id: string; list?: string } | undefined;
    if (!row.byHand || !source) continue;
    const id = source.id === '' ? shortened(wordsOfRow(row)) : source.id;
    const key = JSON.stringify([source.list, id]);
    const times = (said.get(key) ?? 0) + 1;
    said.set(key, times);
    if (source.id === '') row.byHand.words = true;
    const isReported = !row.byHand.words && row.place.file !== undefined;
    source.id = times === 1 || isReported ? id : `${id} (${times})`;
  }
}

function shortened(words: string): string {
  return words.length <= 150
    ? words
    : `${words.slice(0, 120)}~${createHash('sha1').update(words).digest('hex').slice(0, 12)}`;
}
