import { counted } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';

/** Maximum number of notices that a person gets at once. More are combined, for example after quiet hours. */
const AT_ONCE = 3;
const MOST_CHARACTERS = 300;

interface Titled {
  title: string;
  text: string;
}

/** Combines many notices into one, which names all of them but belongs to no run. */
export function combined<Item extends Titled>(notices: readonly Item[]): (Item | Titled)[] {
  if (notices.length <= AT_ONCE) return [...notices];
  const text = clip(notices.map(({ title }) => title).join(', '), MOST_CHARACTERS);
  return [{ title: counted(notices.length, 'notice'), text }];
}
