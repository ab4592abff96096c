import type { Store } from '../../store/index.ts';

export interface SettingRow {
  name: string;
  /** What it buys and what it costs. */
  means: string;
  values: readonly (string | boolean)[];
  fallback: string | boolean;
}

/** Every setting there is. Only people change them. */
export const SETTINGS: readonly SettingRow[] = [
  {
    name: 'claims.acrossWorktrees',
    means:
      'What an edit gets when the same path is claimed in another worktree: deny keeps results mergeable, warn lets both go on.',
    values: ['deny', 'warn'],
    fallback: 'deny',
  },
  {
    name: 'claims.outsideScope',
    means: 'What an agent’s edit outside its own scope gets: warn tells it, deny stops it, allow says nothing.',
    values: ['warn', 'deny', 'allow'],
    fallback: 'warn',
  },
  { name: 'purge.agents', means: 'Whether agents may purge deleted tasks.', values: [false, true], fallback: false },
];

/** The value a person set, or the fallback. */
export function settingOf(state: Pick<Store['state'], 'get'>, name: string): unknown {
  return state.get('setting', name)?.value ?? SETTINGS.find((row) => row.name === name)?.fallback;
}
