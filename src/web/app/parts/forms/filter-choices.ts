import uFuzzy from '@leeoniya/ufuzzy';

/** Maximum number of shown matches. */
const MOST = 50;

/** Returns the choices whose titles match the words, best match first. Returns all choices without words. */
export function fitting<Each extends { title: string }>(choices: readonly Each[], words: string): readonly Each[] {
  if (words.trim() === '') return choices.slice(0, MOST);
  const fuzzy = new uFuzzy({ intraMode: 1 });
  const titles = choices.map(({ title }) => title);
  const [found, info, order] = fuzzy.search(titles, words.trim(), 1);
  const ranked = order && info ? order.map((i) => info.idx[i]!) : (found ?? []);
  return ranked.slice(0, MOST).map((i) => choices[i]!);
}
