import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Comment } from '../../../src/domain/records.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { soak } from '../../support/soak-test.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();

/** Answers each comment that its prompt names, and one that does not exist. */
const ANSWERS = `
import { readFileSync, writeFileSync } from 'node:fs';
const prompt = readFileSync(process.env.BACKLOG_PROMPT_FILE, 'utf8');
writeFileSync('src/a.txt', process.env.BACKLOG_RUN + ' ' + process.env.BACKLOG_ROUND + '\\n');
for (const comment of new Set(Array.from(prompt.matchAll(/comment ([0-9a-f]{8})/g), ([, id]) => id)))
  console.log(JSON.stringify({ backlog: 'reply', comment, text: 'Done in ' + process.env.BACKLOG_RUN }));
console.log(JSON.stringify({ backlog: 'reply', comment: '00000000', text: 'Nobody asked' }));
`;

soak("a program's answers to comments stand under them; a new run of the task gets those that are open", async () => {
  const place = await field(plugin);
  await place.agent('worker', ANSWERS);
  const id = await place.start(await place.task({ description: 'Change a' }), 'worker');
  const first = await place.becomes(id, 'review');
  const said = (text: string, line = 1) =>
    place.run<{ comment: Comment }>('review_comment', { run: id, path: 'src/a.txt', line, text });
  const { comment } = await said('Why?');
  const other = (await said('And this?')).comment;
  await place.run('review_send', { run: id });
  await place.until(id, ({ state, result }) => state === 'review' && result?.commit !== first.result?.commit);
  const stored = (of: Comment) => place.opened.store.state.get('comment', of.id);
  const answer = (run: string) => ({ actor: `ai:worker#${run}`, text: `Done in ${run}` });
  expect(stored(comment)?.replies).toMatchObject([answer(id)]);
  const log = await place.text('run_events', { run: id });
  expect(log).toContain(`answered comment ${comment.id.slice(0, 8)}: Done in ${id}`);
  expect(log).toContain("the agent's answer to a comment was not stored: there is no comment 00000000");

  await place.run('review_resolve', { id: other.id });
  const { run } = await place.run<{ run: { id: string } }>('run_retry', { run: id });
  await place.becomes(run.id, 'review');
  const prompt = readFileSync(join(place.tree(run.id), '../prompt.md'), 'utf8');
  const [, open = ''] = prompt.split('Open comments of these reviews:');
  expect(open).toContain(`comment ${comment.id.slice(0, 8)}, src/a.txt: "Why?"\n  ai:worker#${id}: "Done in ${id}"`);
  expect(open).not.toContain(other.id.slice(0, 8));
  expect(stored(comment)?.replies).toMatchObject([answer(id), answer(run.id)]);
});
