import { TRUSTED_ASSOCIATIONS } from '../../domain/outside.ts';
import type { SettingRow } from './setting-row.ts';

/** The settings that say whose text from another system counts like that of its importer. */
export const TRUSTED = { associations: 'trust.associations', authors: 'trust.authors' } as const;

/** The rows of {@link SETTINGS} whose names begin with `trust.`. */
export const TRUST_SETTINGS: readonly SettingRow[] = [
  {
    name: TRUSTED.associations,
    terminal: true,
    list: 'names',
    means:
      'Associations of trusted authors in another system, separated by commas. Text of other authors is data. It becomes no spec, criterion, check, scope or assignee until a person accepts the task. none: no association is trusted.',
    values: 'text',
    fallback: TRUSTED_ASSOCIATIONS.join(','),
  },
  {
    name: TRUSTED.authors,
    terminal: true,
    list: 'names',
    means: 'Names of authors in another system who are trusted with any association, separated by commas.',
    values: 'text',
    fallback: '',
  },
];
