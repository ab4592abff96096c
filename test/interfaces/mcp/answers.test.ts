import { expect, test } from 'vitest';
import { ANSWERS } from '../../e2e/support/answers.ts';
import { inReview } from '../../e2e/support/at-review.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { soak } from '../../support/soak-test.ts';
import { connect, connectInside, place } from './connect.ts';

const plugin = builtPlugin();

// A model that is scripted for a real client waits for these texts.
test.each(Object.entries(ANSWERS))('the answer `%s` is as tests with real clients expect it', async (_, row) => {
  const where = place();
  const me = await connectInside(where);
  const other = row.after.some(([, , who]) => who) ? await connect(plugin.server, where) : me;
  let last = '';
  for (const [tool, input = {}, who] of row.after) last = await (who ? other : me).text(tool, input);
  expect(last).toMatch(row.text);
});

soak(
  'a result that changes a file of its check is approved by a person who names that; a model reads the whole line',
  async () => {
    const { field, run, approve } = await inReview(plugin, {
      check: 'grep mended src/a.txt && echo 1 passed',
      program: `import { writeFileSync } from 'node:fs'; writeFileSync('src/a.txt', 'mended\\n');`,
    });
    const refused = await (await field.server()).call('run_control', approve);
    expect(refused.isError).toBe(true);
    expect(refused.text).toMatch(/^deciding about runs is for people/);
    expect(refused.text).toContain(`\`backlog approve ${run} --commit ${approve.commit}\``);
    expect(await field.turnedAway('approve', run)).toContain('--risk checkFiles');
    expect(await field.person('review', run)).toMatch(/src\/a\.txt \| [\s\S]*check mended: passed/);
    await field.person('approve', run, '--risk', 'checkFiles');
    await field.becomes(run, 'merged');
  },
);
