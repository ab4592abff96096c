import { expect, test } from 'vitest';
import { groupsOf, isPattern } from '../../src/web/app/views/settings/model.ts';
import type { Outputs } from '../../src/web/sdk/calls.ts';
import { SETTINGS } from '../../src/work/settings/settings.ts';
import { testWorkspace } from '../support/workspace.ts';

test('the settings page has every setting, each in a group with a title of its own', async () => {
  const work = await testWorkspace();
  const answer = await work.run<Outputs['setting_list']>('setting_list', {});
  const groups = groupsOf(answer, '');
  const shown = groups.flatMap(({ settings }) => settings);
  const names = shown.map(({ name }) => name);
  for (const { name } of SETTINGS) expect(names).toContain(name);
  expect(groups.filter(({ title }) => title === 'Others').flatMap(({ settings }) => settings)).toEqual([]);
  // A choice needs its words, other settings a type, and a setting of the terminal its command line.
  for (const setting of shown.filter((one) => !isPattern(one) && !one.terminal)) {
    expect(setting, setting.name).toHaveProperty('type');
    if (setting.type === 'choice') expect(setting.choices?.length, setting.name).toBeGreaterThan(1);
  }
  expect(groupsOf(answer, 'budget active runs').flatMap(({ settings }) => settings.map(({ name }) => name))).toContain(
    'orchestrator.atBudget',
  );
});
