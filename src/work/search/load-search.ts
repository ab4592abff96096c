import type { TextIndex } from '../../search/full-text.ts';
import type { Context } from '../workspace/context.ts';

/** The index of all texts, up to date. The library is loaded here, when somebody searches. */
export async function loadTexts({ texts }: Pick<Context, 'texts'>): Promise<TextIndex> {
  const { createTextIndex } = await import('../../search/full-text.ts');
  return texts.ready(createTextIndex);
}
