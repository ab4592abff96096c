import { PERSON_CONFIG } from '../../domain/kinds/config.ts';
import type { Agent, Consent, Repository } from '../../domain/records.ts';
import { homeFirst } from '../../domain/repository.ts';
import type { Store } from '../../store/index.ts';
import { thisMachine } from '../processes/process-facts.ts';
import type { SettingValue } from './setting-row.ts';

/**
 * The places that can set a value, in their order: this queue (`backlog setting set`), the repository's config file, the
 * person's own config file. Without any of them, the default counts.
 */
export const SOURCES = ['workspace', 'repository', 'person', 'default'] as const;
export type SettingSource = (typeof SOURCES)[number];

type Records = Pick<Store['state'], 'get' | 'all'>;

interface FileValue {
  value: SettingValue;
  source: 'repository' | 'person';
}

/**
 * Returns the agreement about a repository's config file if it counts here: not for a repository that has moved or was
 * replaced, and not on another machine.
 */
export function consentOf(records: Records, repository: string): Consent | undefined {
  const consent = records.get('consent', repository);
  const of = records.get('repository', repository);
  // In a queue on a server, everybody can write this record. There, each machine's own approval counts.
  if (!consent || of?.places) return consent;
  return consent.machine === thisMachine() && of?.common === consent.common ? consent : undefined;
}

/** Returns the value of a setting in the config files; undefined if they don't set it. */
export function valueInFiles(records: Records, name: string, repository?: string): FileValue | undefined {
  const of = repository ?? mainRepository(records);
  if (of !== undefined) {
    const agreed = consentOf(records, of)?.values;
    if (agreed && Object.hasOwn(agreed, name)) return { value: agreed[name]!, source: 'repository' };
    const free = records.get('config', of)?.values;
    if (free && Object.hasOwn(free, name)) return { value: free[name]!, source: 'repository' };
  }
  const own = records.get('config', PERSON_CONFIG)?.values;
  return own && Object.hasOwn(own, name) ? { value: own[name]!, source: 'person' } : undefined;
}

/**
 * Returns all settings with a value that is no default, by name: those of this queue, of the repository's config file
 * and of the person's.
 * @param repository the repository's name; by default the one in which the queue was created
 */
export function settingsSet(
  records: Records,
  repository = mainRepository(records),
): Map<string, { value: SettingValue; source: SettingSource }> {
  const found = new Map<string, { value: SettingValue; source: SettingSource }>();
  const add = (values: Readonly<Record<string, SettingValue>> | undefined, source: SettingSource) => {
    for (const [name, value] of Object.entries(values ?? {})) found.set(name, { value, source });
  };
  add(records.get('config', PERSON_CONFIG)?.values, 'person');
  if (repository !== undefined) {
    add(records.get('config', repository)?.values, 'repository');
    add(consentOf(records, repository)?.values, 'repository');
  }
  for (const [name, { value }] of records.all('setting')) found.set(name, { value, source: 'workspace' });
  return found;
}

/** Returns the agents of all agreed config files, without those of a name that an earlier file has. */
export function agentsInFiles(records: Records): Agent[] {
  const found = new Map<string, Agent>();
  for (const { name } of inOrder(records)) {
    const consent = consentOf(records, name);
    for (const agent of consent?.agents ?? [])
      if (!found.has(agent.name)) found.set(agent.name, { ...agent, at: consent!.at, actor: consent!.actor });
  }
  return [...found.values()];
}

/** Returns the agreed config file that an agent is from, and its repository; undefined if no file has the agent. */
export function fileOfAgent(records: Records, agent: string): { file: string; repository: string } | undefined {
  for (const { name: repository } of inOrder(records)) {
    const consent = consentOf(records, repository);
    if (consent?.agents.some(({ name }) => name === agent)) return { file: consent.file, repository };
  }
  return undefined;
}

/** Returns the repository whose config file counts for the whole queue: the one in which the queue was created. */
function mainRepository(records: Pick<Records, 'all'>): string | undefined {
  return inOrder(records)[0]?.name;
}

function inOrder(records: Pick<Records, 'all'>): Repository[] {
  return Array.from(records.all('repository'), ([, repository]) => repository).sort(homeFirst);
}
