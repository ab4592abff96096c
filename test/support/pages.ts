import { differencesPage, filterReference } from '../../src/filter/index.ts';

/** Documents that are made from tables. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/filters.md': filterReference,
  'docs/coming-from-taskwarrior.md': differencesPage,
};
