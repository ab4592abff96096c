import type { Store } from '../../store/index.ts';
import type { DeclaredSetting, SettingValue } from './setting-row.ts';
import { valueInFiles } from './sources.ts';

export const ACROSS_WORKTREES = {
  name: 'claims.acrossWorktrees',
  inFile: 'agreed',
  terminal: true,
  means:
    'Answer to an edit of a path that is claimed in another worktree. deny refuses the edit and avoids merge conflicts. warn allows it with a warning.',
  values: ['deny', 'warn'],
  fallback: 'deny',
} satisfies DeclaredSetting;

export const OUTSIDE_SCOPE = {
  name: 'claims.outsideScope',
  inFile: 'agreed',
  terminal: true,
  means:
    "Answer to an agent's edit out of its scope. warn allows it with a warning, deny refuses it, allow accepts it silently.",
  values: ['warn', 'deny', 'allow'],
  fallback: 'warn',
} satisfies DeclaredSetting;

/**
 * Returns the value of a setting as `settingOf` does, by its row. For checks of edits: they run before every edit, and the
 * table of all settings would be a fifth of their code.
 */
export function valueOfRow(
  state: Pick<Store['state'], 'get' | 'all'>,
  { name, fallback }: { name: string; fallback?: SettingValue | undefined },
  repository?: string,
): SettingValue | undefined {
  return state.get('setting', name)?.value ?? valueInFiles(state, name, repository)?.value ?? fallback;
}
