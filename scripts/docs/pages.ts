import { clientsPage } from './clients-page.ts';
import { COMING_FROM } from './coming-from-page.ts';
import { commandsPage } from './commands-page.ts';
import { differencesPage } from './differences-page.ts';
import { filterReference } from './filters-page.ts';
import { formatsPage } from './formats-page.ts';
import { hooksJson } from './hooks-json.ts';
import { recordsPage } from './records-page.ts';
import { runStatesPage } from './run-states-page.ts';

/** Generated files. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/filters.md': filterReference,
  'docs/coming-from-taskwarrior.md': differencesPage,
  'docs/clients.md': clientsPage,
  'docs/formats.md': formatsPage,
  'docs/commands.md': commandsPage,
  ...COMING_FROM,
  'docs/records.md': recordsPage,
  'docs/run-states.md': runStatesPage,
  'hooks/hooks.json': hooksJson,
};
