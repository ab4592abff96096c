import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { ANSWERS } from './support/answers.ts';
import { describeClients } from './support/describe-clients.ts';
import { type Gate, gate } from './support/gate.ts';
import { call, type Reply, say, together } from './support/reply.ts';
import type { Script, Turn } from './support/scripted-model.ts';
import { ALL_TOOLS, openWorkshop, steps, tool } from './support/workshop.ts';

const plugin = builtPlugin();
const ROWS = [
  {
    ref: 'schema',
    description: 'Add the sessions table',
    scope: ['src/db/**'],
    acceptance: ['`npm test -- db` passes'],
    spec: '## Goal\nSessions survive a restart',
  },
  { ref: 'api', description: 'Store sessions in the table', depends: ['schema'], scope: ['src/auth/**'] },
];

describeClients('/backlog:plan', (version) => {
  soak(
    'reads its reference and stores tasks with dependencies, specs and scopes in one commit, without asking',
    async () => {
      const shop = await openWorkshop(version, plugin);
      const { result, model } = await shop.play({
        prompt: '/backlog:plan keep sessions in the database',
        main: inTurn(
          (turn) => call('Read', { file_path: referenceIn(turn, 'rows') }),
          () => call(tool('task_list'), { filter: '/session/' }),
          () => call(tool('task_import'), { tasks: ROWS }),
          () => say('Planned 1 and 2; 1 is ready.'),
        ),
      });
      expect(result).toMatchObject({ code: 0, answer: 'Planned 1 and 2; 1 is ready.', denials: [] });
      expect(model.asked('main')[0]?.prompt).toContain('Goal: keep sessions in the database');
      expect(model.asked('main')[1]?.last?.text).toContain('# Rows of task_import');
      expect(model.asked('main')[3]?.last?.text).toMatch(/2 tasks in one change.*Add the sessions table.*\(schema\)/s);

      const { tasks } = await shop.cli<Tasks>('task', 'list', '--sort', 'id+');
      expect(tasks).toMatchObject([
        { id: 1, scope: [{ glob: 'src/db/**' }], acceptance: [{ text: '`npm test -- db` passes' }] },
        { id: 2, scope: [{ glob: 'src/auth/**' }], depends: [tasks[0]?.uuid] },
      ]);
      expect(await shop.cli('task', 'doc', 'read', '1')).toMatchObject({ content: ROWS[0]?.spec });
      const { commits } = await shop.cli<History>('task', 'history');
      expect(commits.filter(({ command }) => command === 'task_import')).toHaveLength(1);
    },
  );

  soak('allows nothing beyond planning: completing a task still asks', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Not yours to finish' });
    const { result } = await shop.play({
      prompt: '/backlog:plan anything',
      main: steps(call(tool('task_done'), { id: 1 })),
    });
    expect(result.denials).toMatchObject([{ tool_name: tool('task_done') }]);
    expect(await shop.cli('task', 'list')).toMatchObject({ total: 1 });
  });

  soak('says the same when the model calls it as a skill', async () => {
    const shop = await openWorkshop(version, plugin);
    const { result, model } = await shop.play({
      main: inTurn(
        () => call('Skill', { skill: 'backlog:plan', args: 'keep sessions' }),
        () => call(tool('task_import'), { tasks: ROWS }),
      ),
      allowedTools: ['Skill(backlog:plan)', ALL_TOOLS],
    });
    expect(result.denials).toEqual([]);
    expect(model.asked('main')[1]?.text).toContain('Goal: keep sessions');
    expect(await shop.cli('task', 'count')).toEqual({ count: 2 });
  });
});

describeClients('/backlog:implement', (version) => {
  soak('takes the next task, proves it and completes it, without asking for any of its tools', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan(...ROWS);
    const { result, model } = await shop.play({
      prompt: '/backlog:implement',
      main: inTurn(
        () => call(tool('task_next')),
        (turn) =>
          call(tool('task_annotate'), { id: 1, criterion: criterionIn(turn), text: 'npm test -- db: 3 passed' }),
        () => call(tool('task_add'), { description: 'Drop the old table', discovered_from: 1 }),
        () => call(tool('task_done'), { id: 1 }),
      ),
    });
    expect(result.denials).toEqual([]);
    const results = model.asked('main').at(-1)?.results ?? [];
    expect(results[0]?.text).toMatch(
      /Add the sessions table.*scope: src\/db\/\*\*.*Acceptance criteria:.*Sessions survive/s,
    );
    expect(results.at(-1)?.text).toBe('Completed #1 Add the sessions table\nUnblocked: #2 Store sessions in the table');
    expect(await shop.cli('task', 'info', '1', '--format', 'json')).toMatchObject({
      record: { status: 'completed', acceptance: [{ met: { evidence: 'npm test -- db: 3 passed' } }] },
    });
    const { tasks } = await shop.cli<Tasks>('task', 'list', '/old/');
    expect(tasks).toMatchObject([{ links: [{ type: 'discovered-from' }] }]);
  });
});

describeClients(
  '/backlog:implement all',
  (version) => {
    soak('gives a task to each of several implementers, whose tools do not ask either', async () => {
      const shop = await openWorkshop(version, plugin);
      await shop.plan({ description: 'One', scope: ['a/**'] }, { description: 'Two', scope: ['b/**'] });
      const [one, two] = [gate(), gate()];
      const completes = (id: number, done: Gate): Script =>
        inTurn(
          () => call(tool('task_done'), { id }),
          () => {
            done.open();
            return say('done');
          },
        );
      const { result, model } = await shop.play({
        prompt: '/backlog:implement all',
        main: inTurn(
          (turn) => call('Read', { file_path: referenceIn(turn, 'parallel') }),
          () => call(tool('task_next'), { peek: true }),
          () => together(implementer('task 1'), implementer('task 2')),
          // What a skill allows is allowed until the turn ends; the newer client does not wait for its agents with that.
          () => Promise.all([one.opened, two.opened]).then(() => say('done')),
        ),
        agents: { 'task 1': completes(1, one), 'task 2': completes(2, two) },
      });
      expect(result.denials).toEqual([]);
      expect(model.asked('main')[1]?.last?.text).toContain('# Several tasks at once');
      expect(model.asked('main')[2]?.last?.text).toBe('1 - ready One\n2 - ready Two');
      expect(await shop.cli('task', 'count', 'status:completed')).toEqual({ count: 2 });
    });
  },
  { only: 'soak' },
);

describeClients(
  '/backlog:handoff',
  (version) => {
    test('leaves a task that /backlog:implement picks up in the next session, with the note', async () => {
      const shop = await openWorkshop(version, plugin);
      await shop.plan({ description: 'Fix login', scope: ['src/auth/**'] });
      const first = await shop.play({
        prompt: '/backlog:implement',
        main: inTurn(
          (turn) => (turn.prompt.includes('# Hand off') ? call(tool('backlog_status')) : call(tool('task_next'))),
          (turn) =>
            turn.prompt.includes('# Hand off')
              ? call(tool('task_annotate'), { id: 1, text: 'The token is read twice' })
              : say('taken'),
          () => call(tool('task_stop'), { id: 1, handoff: 'Done: parser. Next: swap the constructor.' }),
          () => call(tool('task_log'), { description: 'Upgraded the linter' }),
          () => call(tool('task_next')),
        ),
        more: ['/backlog:handoff'],
        allowedTools: [tool('task_next')],
      });
      expect(first.result.denials).toEqual([]);
      const results = first.model.asked('main').at(-1)?.results ?? [];
      expect(results[0]?.text).toMatch(ANSWERS.ownTask.text);
      expect(results.map(({ isError }) => isError)).toEqual([false, false, false, false, false]);
      expect(results[4]?.text, 'the same session does not get it back').toMatch(ANSWERS.ownHandoff.text);
      expect(await shop.cli('claim', 'list')).toMatchObject({ claims: [] });

      const second = await shop.play({ prompt: '/backlog:implement', main: steps(call(tool('task_next'))) });
      expect(second.result.denials).toEqual([]);
      expect(second.result.session).not.toBe(first.result.session);
      const [start, next] = second.model.asked('main');
      expect(start?.text, 'the session summary').toMatch(ANSWERS.handoffNote.text);
      expect(next?.last?.text).toMatch(ANSWERS.handedOn.text);
    });
  },
  { only: 'soak' },
);

/** The steps of a script that look at what came before. */
function inTurn(...replies: Script[]): Script {
  return (turn) => replies[turn.step]?.(turn) ?? say('done');
}

function referenceIn({ text }: Turn, name: string): string {
  return String(text.match(/\/[^\s`]+\/references\/\w+\.md/g)?.find((path) => path.endsWith(`/${name}.md`)));
}

function implementer(prompt: string): Reply {
  return call('Agent', { description: 'a task', prompt, subagent_type: 'backlog:implementer' });
}

function criterionIn({ last }: Turn): string {
  return String(/\[(\w+)\]/.exec(last?.text ?? '')?.[1]);
}

interface Tasks {
  tasks: { uuid: string; id: number }[];
}

interface History {
  commits: { command: string }[];
}
