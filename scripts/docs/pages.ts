import { configSchema } from '../../src/work/config/schema.ts';
import { clientsPage } from './clients-page.ts';
import { COMING_FROM } from './coming-from-page.ts';
import { COMMAND_PAGES } from './commands-page.ts';
import { damagePage } from './damage-page.ts';
import { datesPage } from './dates.ts';
import { differencesPage } from './differences-page.ts';
import { environmentPage } from './environment-page.ts';
import { filterReference } from './filters-page.ts';
import { formatsPage } from './formats-page.ts';
import { hooksJson } from './hooks-json.ts';
import { limitsPage } from './limits-page.ts';
import { manPage } from './man-page.ts';
import { mcpPage } from './mcp-page.ts';
import { migratePage, tablesPage } from './migrate-pages.ts';
import { recordsPage } from './records-page.ts';
import { riskPage } from './risk-page.ts';
import { runStatesPage } from './run-states-page.ts';
import { settingsPage } from './settings-page.ts';
import { urgencyPage } from './urgency.ts';
import { wordsPage } from './words-page.ts';

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();

/** Functions that generate the pages, by file. */
export const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/reference/filters.md': filterReference,
  'docs/reference/dates.md': datesPage,
  'docs/reference/urgency.md': urgencyPage,
  'docs/migrate/coming-from-taskwarrior.md': differencesPage,
  'docs/explanation/limits.md': limitsPage,
  'docs/reference/clients.md': clientsPage,
  'docs/reference/damage.md': damagePage,
  'docs/reference/formats.md': formatsPage,
  ...COMMAND_PAGES,
  ...COMING_FROM,
  'docs/migrate/README.md': migratePage,
  'docs/migrate/coming-from-tables.md': tablesPage,
  'docs/migrate/words.md': wordsPage,
  'docs/reference/task-fields.md': recordsPage,
  'docs/reference/run-states.md': runStatesPage,
  'docs/reference/risk.md': riskPage,
  'docs/reference/settings.md': settingsPage,
  'docs/reference/environment-and-exit-codes.md': environmentPage,
  'docs/reference/mcp.md': () => mcpPage(root),
  'docs/backlog.1': manPage,
  'docs/reference/config.schema.json': () => `${JSON.stringify(configSchema(), null, 2)}\n`,
  'hooks/hooks.json': hooksJson,
};
