import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import type { Script } from './support/scripted-model.ts';
import { ALL_TOOLS, openWorkshop, steps, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();
const ALLOWED = ['Write', 'Bash', ALL_TOOLS];

interface Shown {
  tasks: { id: number; status: string; state: string; offBranch?: { worktree: string; files?: { path: string }[] } }[];
}

const tasksOf = async (shop: Workshop) =>
  (await shop.cli<Shown>('task', 'list', 'status.any:', '--sort', 'id+', '--format', 'json')).tasks;

/** What the agent does in its worktree before it completes its task. */
const WORK: readonly [string, string[]][] = [
  ['uncommitted', []],
  ['committed', ['git add -A && git -c user.name=a -c user.email=a@b commit -qm Parser']],
];

describeClients(
  'an agent in a worktree of its own',
  (version) => {
    test.each(WORK)(
      'whose work is %s has done its task, but not on the branch, until it is merged',
      async (_, acts) => {
        const shop = await openWorkshop(version, plugin);
        await shop.plan(
          { description: 'Write parser', ref: 'a', scope: ['src/parser/**'] },
          { description: 'Use parser', depends: ['a'], scope: ['src/use/**'] },
        );
        const agent: Script = ({ step, system, text }) => {
          const cwd = /working directory: (\S+)/i.exec(`${system}\n${text}`)?.[1] ?? '.';
          const replies = [
            call('Write', { file_path: join(cwd, 'src/parser/lex.ts'), content: '// lex\n' }),
            ...acts.map((command) => call('Bash', { command, description: 'commit' })),
            call(tool('task_done'), { id: 1 }),
          ];
          return replies[step] ?? say('done');
        };
        const { model } = await shop.play({
          main: steps(
            call('Agent', {
              ...{ description: 'd', prompt: 'ISO-PROMPT: task 1', subagent_type: 'backlog:implementer' },
              ...{ isolation: 'worktree', run_in_background: false },
            }),
            call(tool('task_next')),
            call(tool('task_start'), { id: 2 }),
          ),
          agents: { 'ISO-PROMPT': agent },
          allowedTools: ALLOWED,
        });
        const results = model.asked('agent', 'ISO-PROMPT').at(-1)!.results;
        expect(results.map(({ isError, text }) => isError && text)).toEqual(results.map(() => false));
        const told = results.at(-1)!.text;
        expect(told).toMatch(/done, not on the branch|not on the branch/);
        expect(told).toContain('src/parser/lex.ts');
        expect(told).toMatch(/git -C \S+ merge /);
        const [, next, start] = model.asked('main').at(-1)!.results;
        expect(next?.text).toMatch(/No task to take.*not on/s);
        expect(start).toMatchObject({
          isError: true,
          text: expect.stringMatching(/blocked by #1 Write parser \(done, but/),
        });
        expect(existsSync(join(shop.cwd, 'src/parser/lex.ts'))).toBe(false);

        const other = await shop.play({ main: steps(call(tool('task_next'))), allowedTools: ALLOWED });
        const [first, second] = other.model.asked('main');
        expect(first?.text, 'the next session is told').toContain('not on the branch');
        expect(second?.last?.text).toMatch(/not on/);

        const [one] = await tasksOf(shop);
        expect(one).toMatchObject({ status: 'completed', state: 'off_branch' });
        const line = /commit and merge it: (.*?)(?: \(on|$)/m.exec(told)?.[1];
        execFileSync('sh', ['-ec', asTyped(line!)], { cwd: shop.cwd });
        const last = await shop.play({ main: steps(call(tool('task_next'))), allowedTools: ALLOWED });
        expect(last.model.asked('main')[1]?.last?.text).toContain('2 - active Use parser');
        expect(existsSync(join(shop.cwd, 'src/parser/lex.ts'))).toBe(true);
      },
    );
  },
  { only: 'soak' },
);

/** The line of the hint, with what an editor would ask. A commit of nothing is no failure here. */
function asTyped(line: string): string {
  const who = 'git -c user.name=Ada -c user.email=ada@example.org';
  return line.replace(/git (-C \S+) commit/, `{ ${who} $1 commit -m Parser || true; }`).replace(/; git/, `; ${who}`);
}
