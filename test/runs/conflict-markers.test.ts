import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { reviewed } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

const CONFLICT = '<<<<<<< HEAD\\nours\\n=======\\ntheirs\\n>>>>>>> other\\n';

/** The files with conflict markers that an approval of the run names. */
async function named(place: Field, id: string): Promise<unknown> {
  const { alarms } = (await place.now(id)).result!;
  const refusal = await place.refused('run_approve', { run: id });
  expect(refusal).toMatchObject({ code: 'conflict', data: { risk: ['conflicts'] } });
  return alarms?.map(({ rule, files }) => ({ [rule]: files }));
}

test('an approval names conflict markers in texts, whether the agent, a person or a check brought them into the result', async () => {
  const place = await field(plugin);
  const { run, tree, user } = place;
  const marked = join(place.root, 'marked');
  const value = `if [ -e ${marked} ]; then cp ${marked} docs/c.md; fi; echo 1 passed`;
  await run('setting_set', { name: 'checks.format', value });
  await run('setting_set', { name: 'runs.fixes', value: 'format' });
  const { id } = await reviewed(place, `printf '${CONFLICT}' > docs/b.txt; git commit -qam Mine`, { checks: 'format' });
  expect(await named(place, id)).toEqual([{ conflicts: ['docs/b.txt'] }]);

  const text = CONFLICT.replaceAll('\\n', '\n');
  writeFileSync(join(tree(id), 'docs/b.txt'), 'b of a person\n');
  writeFileSync(join(tree(id), 'src/a.txt'), text);
  git(tree(id), 'commit', '-qam', 'By hand');
  writeFileSync(marked, text);
  await run('run_adopt', { run: id });
  await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(await named(place, id)).toEqual([{ conflicts: ['docs/c.md', 'src/a.txt'] }]);

  await run('run_approve', { run: id, risk: 'conflicts' });
  await place.becomes(id, 'merged');
  expect(readFileSync(join(user, 'docs/c.md'), 'utf8')).toContain('>>>>>>> other');
});
