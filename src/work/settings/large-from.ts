import type { LargeFrom } from '../../domain/runs/hidden/large-task.ts';
import { settingOf } from './settings.ts';

/** Returns the minimum size of a task for which judges write hidden tests in a repository, given by its name. */
export function largeFrom(records: Parameters<typeof settingOf>[0], repository: string | undefined): LargeFrom {
  const number = (name: string) => Number(settingOf(records, name, repository));
  return { criteria: number('runs.hiddenCriteria'), hours: number('runs.hiddenHours') };
}
