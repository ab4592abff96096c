import type { TextIndex } from '../../search/full-text.ts';
import type { Context } from '../workspace/context.ts';

/** Returns the up-to-date index of all texts. Loads the search library at the first search. */
export async function loadTexts({ texts }: Pick<Context, 'texts'>): Promise<TextIndex> {
  const { createTextIndex } = await import('../../search/full-text.ts');
  return texts.ready(createTextIndex);
}
