import { listScreen } from './layout/list.ts';
import type { Screen } from './layout/screen.ts';

interface AgentRow {
  name: string;
  provider: string;
  model?: string | undefined;
  permission: { mode: string };
  slots?: number | undefined;
  enabled: boolean;
  /** Path of the agent's program; empty if it needs none, null if it is missing. */
  file: string | null;
  details: readonly string[];
}

/** Formats the agents with permissions and state. Warns of unlimited permissions and missing programs. */
export function agentsScreen(agents: readonly AgentRow[], screen: Screen): string {
  return listScreen(
    {
      noun: 'agent',
      rows: agents,
      columns: [
        { head: 'Name', cell: ({ name }) => name },
        { head: 'Provider', keep: 3, cell: ({ provider }) => provider },
        { head: 'Model', keep: 2, most: 24, least: 8, cell: ({ model }) => model },
        {
          head: 'Permissions',
          least: 8,
          cell: ({ permission: { mode } }) =>
            mode === 'bypass' ? { text: 'BYPASSES ALL PERMISSIONS', style: 'alarm' } : mode,
        },
        { head: 'Runs at once', align: 'right', keep: 1, cell: ({ slots }) => slots?.toString() },
        {
          head: 'State',
          least: 8,
          cell: ({ enabled, file }) =>
            !enabled
              ? { text: 'disabled', style: 'faint' }
              : file === null
                ? { text: "can't start", style: 'alarm' }
                : { text: 'ready', style: 'good' },
        },
        { head: 'Details', keep: 1, least: 20, lines: 4, cell: ({ details }) => details.join('; ') },
      ],
    },
    screen,
  );
}

interface SettingShown {
  name: string;
  value: string;
  values?: string | undefined;
  means?: string | undefined;
  /** Whether a person has set this setting. */
  changed: boolean;
}

/** Formats settings with their values. Highlights changed settings. */
export function settingsScreen(settings: readonly SettingShown[], screen: Screen): string {
  return listScreen(
    {
      noun: 'setting',
      rows: settings,
      columns: [
        {
          head: 'Setting',
          keep: 9,
          least: 16,
          lines: 3,
          cell: ({ name, changed }) => ({ text: name, style: changed ? 'strong' : undefined }),
        },
        {
          head: 'Value',
          least: 8,
          most: 32,
          lines: 2,
          cell: ({ value, changed }) => ({ text: value, style: changed ? 'good' : undefined }),
        },
        {
          head: 'Values',
          keep: 2,
          least: 20,
          most: 28,
          lines: 3,
          cell: ({ values }) => ({ text: values ?? '', style: 'faint' }),
        },
        { head: 'Meaning', keep: 1, least: 24, lines: 20, cell: ({ means }) => means },
      ],
    },
    screen,
  );
}

interface RepositoryRow {
  name: string;
  folder: string;
  home?: boolean | undefined;
  here: boolean;
  state: string;
}

/** Formats the repositories of a workspace, with the next steps for those that differ from their record. */
export function repositoriesScreen(
  repositories: readonly RepositoryRow[],
  notes: readonly string[],
  screen: Screen,
): string {
  return listScreen(
    {
      noun: 'repository',
      rows: repositories,
      notes,
      columns: [
        { head: 'Name', least: 8, cell: ({ name, here }) => ({ text: name, style: here ? 'strong' : undefined }) },
        { head: 'State', cell: ({ state }) => ({ text: state, style: state === 'linked' ? 'good' : 'alarm' }) },
        { head: '', keep: 2, cell: ({ home, here }) => [home && 'home', here && 'here'].filter(Boolean).join(', ') },
        { head: 'Folder', least: 16, lines: 3, cell: ({ folder }) => folder },
      ],
    },
    screen,
  );
}
