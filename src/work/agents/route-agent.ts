import { isAtOrBelow } from '../../base/path-prefix.ts';
import { anchorOf } from '../../claims/index.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Store } from '../../store/index.ts';
import { ROUTING } from '../settings/run-settings.ts';
import { settingOf } from '../settings/settings.ts';
import { settingsSet } from '../settings/sources.ts';
import type { KnownAgent } from './known-agents.ts';

type Routed = Pick<Task, 'tags' | 'type' | 'scope'>;

/** The agents that the settings choose for the tasks of a repository. */
export interface Routes {
  /** Returns the agent for a task that names none, with the setting that chose it; undefined if no setting does. */
  of(task: Routed): { agent: string; setting: string } | undefined;
  /** The agent for all other tasks. */
  fallback: string;
}

/**
 * Reads the settings that choose agents. A rule for a tag comes before one for a type, and that one before a path. A path
 * counts if the task's whole scope is below it; of several, the longest counts. Of several tags, the first in the
 * alphabet counts.
 * @param repository the repository's name; by default the one in which the queue was created
 */
export function routesOf(state: Pick<Store['state'], 'get' | 'all'>, repository?: string): Routes {
  const rules = [...settingsSet(state, repository)]
    .filter(([name, { value }]) => name.startsWith(ROUTING) && value !== '')
    .map(([setting, { value }]) => {
      const [, by = '', word = ''] = /^routing\.(\w+)\.(.+)$/s.exec(setting) ?? [];
      return { setting, by, word: by === 'path' ? pathOf(word) : word, agent: String(value) };
    })
    .sort(
      (a, b) =>
        ORDER.indexOf(a.by) - ORDER.indexOf(b.by) ||
        (a.by === 'path' ? b.word.length - a.word.length : 0) ||
        (a.word < b.word ? -1 : 1),
    );
  return {
    of: (task) => rules.find(({ by, word }) => FITS[by]?.(task, word)),
    fallback: String(settingOf(state, 'runs.agent', repository)),
  };
}

/** Returns the agent that the settings choose for a task of a repository. */
export function chosenAgent(state: Pick<Store['state'], 'get' | 'all'>, task: Routed, repository: string): string {
  const routes = routesOf(state, repository);
  return routes.of(task)?.agent ?? routes.fallback;
}

/** Sorts agents: first the default agent, then agents with a record. Other built-in agents are only chosen by name. */
export function agentsInOrder(agents: readonly KnownAgent[], first: string): KnownAgent[] {
  const others = agents.filter(({ name, at }) => name !== first && at !== undefined);
  return [...agents.filter(({ name }) => name === first), ...others];
}

const FITS: Readonly<Record<string, (task: Routed, word: string) => boolean>> = {
  tag: ({ tags }, word) => tags?.includes(word) ?? false,
  type: ({ type }, word) => type === word,
  path: ({ scope = [] }, word) =>
    scope.length > 0 && scope.every(({ glob }) => word === '' || isAtOrBelow(anchorOf(glob), word)),
};
const ORDER = Object.keys(FITS);

/** Returns a path without its dot and slashes at the end; empty for the whole repository. */
function pathOf(word: string): string {
  return word.replace(/^\.\/|\/+$/g, '').replace(/^\.$/, '');
}
