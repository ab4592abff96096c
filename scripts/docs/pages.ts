import { differencesPage } from './differences-page.ts';
import { filterReference } from './filters-page.ts';

/** Documents that are made from tables. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/filters.md': filterReference,
  'docs/coming-from-taskwarrior.md': differencesPage,
};
