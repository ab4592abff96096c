import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { ANSWERS } from './support/answers.ts';
import { byPrompt } from './support/by-prompt.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { openWorkshop, tool } from './support/workshop.ts';

const plugin = builtPlugin();

const SPEC = '## Goal\nA wrong password is answered in words.';

describeClients(
  '/backlog:tasks, standup, refine and spec',
  (version) => {
    test('are played in one session: one call for the facts, what they mend is stored, nothing is asked', async () => {
      const shop = await openWorkshop(version, plugin);
      await shop.plan(
        { ref: 'login', description: 'Answer a wrong password in words', scope: ['src/login/**'] },
        { description: 'Fix it' },
        {
          description: 'Deploy the login page',
          depends: ['login'],
          scope: ['deploy/**'],
          acceptance: ['`npm run smoke` passes'],
        },
      );
      await shop.cli('task', 'log', 'Upgrade the linter');
      const { result, model } = await shop.play({
        prompt: '/backlog:tasks +READY',
        more: ['/backlog:standup today', '/backlog:refine', '/backlog:spec 1'],
        main: byPrompt({
          '# Tasks\n': [() => call(tool('task_list'), { filter: '+READY' }), () => say('Two are ready')],
          '# Standup\n': [() => call(tool('report_standup'), { since: 'today' }), () => say('One is done')],
          '# Refine\n': [
            () => call(tool('task_lint'), {}),
            () =>
              call(tool('task_modify'), {
                filter: '2',
                description: 'Keep the session after a restart',
                scope: ['src/session/**'],
                acceptance: ['`npm test -- session` passes'],
              }),
            () => call(tool('task_lint'), {}),
            () => say('2 is clear now'),
          ],
          '# Spec\n': [
            () => call(tool('task_info'), { id: 1 }),
            () => call(tool('task_doc_write'), { id: 1, content: SPEC }),
            () => call(tool('task_modify'), { filter: '1', acceptance: ['`npm test -- login` passes'] }),
            () => say('Written'),
          ],
        }),
      });
      expect(result).toMatchObject({ code: 0, answer: 'Written', denials: [] });
      const resultsOf = (words: string) =>
        model.asked('main').findLast(({ prompt }) => prompt.includes(words))!.results;

      expect(model.asked('main')[0]?.prompt).toContain('Request: +READY');
      expect(resultsOf('# Tasks\n')[0]?.text.split('\n').sort()).toEqual([
        '1 - ready Answer a wrong password in words',
        '2 - ready Fix it',
      ]);
      expect(resultsOf('# Standup\n')[0]?.text).toMatch(
        /Done \(1\):\n- 4 Upgrade the linter .*Blocked \(1\):\n- 3 Deploy the login page: blocked by #1 Answer/s,
      );
      const [before, changed, after] = resultsOf('# Refine\n');
      expect(before?.text).toMatch(/^4 findings in 2 of 3 open tasks: 1 vague, 2 no-criteria, 1 no-scope\./);
      expect(before?.text).toContain('task_modify {"filter":"2","scope":"<globs of the files it changes>"}');
      expect(changed?.isError).toBe(false);
      expect(after?.text).toMatch(/^1 finding in 1 of 3 open tasks: 1 no-criteria\.\n1 Answer/);
      expect(await shop.cli('task', 'doc', 'read', '1')).toMatchObject({ content: SPEC });
      expect(await shop.cli('task', 'lint')).toMatchObject({ total: 0 });
    });

    test('what a person decides still asks: refine deletes no double by itself', async () => {
      const shop = await openWorkshop(version, plugin);
      await shop.plan({ description: 'Write the release notes' }, { description: 'Write release notes' });
      const { result, model } = await shop.play({
        prompt: '/backlog:refine duplicate',
        main: byPrompt({
          '# Refine\n': [
            () => call(tool('task_lint'), { kind: 'duplicate' }),
            () => call(tool('task_delete'), { id: 2 }),
          ],
        }),
      });
      expect(model.asked('main')[1]?.last?.text).toMatch(ANSWERS.duplicate.text);
      expect(result.denials).toMatchObject([{ tool_name: tool('task_delete') }]);
      expect(await shop.cli('task', 'count')).toMatchObject({ count: 2 });
    });
  },
  { only: 'soak' },
);
