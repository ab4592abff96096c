import type { Repository } from '../../domain/records.ts';
import { gitHead, type Store } from '../../store/index.ts';

/** Branches to try if the main checkout is on none. */
const USUAL = ['refs/heads/main', 'refs/heads/master'];

/**
 * Returns the full names of the branches whose config file may count, in their order. The first that exists counts: the
 * target of the repository's record or of this queue's setting, otherwise the branch of the main checkout.
 */
export function configRefs(
  state: Pick<Store['state'], 'get'>,
  { target }: Pick<Repository, 'target'>,
  common: string,
): string[] {
  const wanted = target ?? String(state.get('setting', 'runs.target')?.value ?? '');
  if (wanted !== '') return [`refs/heads/${wanted.replace(/^refs\/heads\//, '')}`];
  const { ref } = gitHead(common);
  return ref?.startsWith('refs/heads/') ? [ref] : USUAL;
}
