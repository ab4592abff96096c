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
  'docs/reference/filters.md': filterReference,
  'docs/migrate/coming-from-taskwarrior.md': differencesPage,
  'docs/reference/clients.md': clientsPage,
  'docs/reference/formats.md': formatsPage,
  'docs/reference/commands/README.md': commandsPage,
  ...COMING_FROM,
  'docs/reference/task-fields.md': recordsPage,
  'docs/reference/run-states.md': runStatesPage,
  'hooks/hooks.json': hooksJson,
};
