import { expect, test } from 'vitest';
import { ruleFilters } from '../../../src/runs/autonomy/rule-reader.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

/** `autonomy replay` also reads results whose task is archived. A rule that asks must not stop asking about them. */
test('a filter that cannot be read has no answer, also about a task that is not in the queue', async () => {
  const { opened } = await testWorkspace();
  const { isTask: is } = await ruleFilters(opened.context(ADA), [{ task: '( broken' }, { task: '+docs' }]);
  const absent = '00000000-0000-4000-8000-000000000000';
  expect([is('( broken', absent), is('+docs', absent)]).toEqual([undefined, false]);
});
