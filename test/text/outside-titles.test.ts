import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS, commandNamed } from '../../src/commands/index.ts';
import { render, renderScreen } from '../../src/commands/render.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { wholePlan } from '../goals/plan.ts';
import { withConflict } from '../support/github/with-source.ts';
import { gitProject } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

/** What the reading commands are asked, where it is not nothing. */
const ASKED: Record<string, object> = {
  task_info: { id: 1 },
  task_list: { filter: '+ANY' },
  task_search: { text: 'zyzzy' },
  task_doc_read: { id: 1 },
  task_doc_search: { text: 'spec' },
  task_explain: { id: 2 },
  task_history: { full: true },
  claim_check: { paths: 'src/a.ts' },
  filter_explain: { filter: 'description.has:First', task: 1 },
  setting_get: { name: 'claims.outsideScope' },
  report_standup: { since: 'yesterday' },
  goal_info: { id: 'I-1' },
  run_list: { all: true },
  repo_show: { name: 'project' },
  config_explain: { name: 'claims.outsideScope' },
  source_show: { name: 'app' },
};

/** They need a run, a service, or ask about texts that the caller gives. The history shows what the title became. */
const OF_OTHERS =
  /^(run_|review_comments|worktree_show|source_validate|webhook_|agent_check|night_report|attachment_get|task_doc_|task_history|task_archive_load|date_eval|filter_eval|filter_complete|urgency_eval|backlog_backup|notice_test)/;

/** Every task but 7 has a title by an author whom nobody trusts. */
async function strangers() {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.txt': 'a\n' });
  await wholePlan(work);
  await work.run('task_add', { description: 'First', scope: 'src/**', due: 'tomorrow', goal: 'I-1', spec: 'Oil it.' });
  await work.run('task_add', { description: 'Second', depends: 1 });
  await work.run('task_add', { description: 'Third', parent: 1 });
  await work.run('task_add', { description: 'Fourth', due: 'yesterday', scope: 'src/**' });
  for (const description of ['Fifth', 'Sixth']) await work.run('task_add', { description });
  await work.run('task_add', { description: 'Ours', depends: 6, parent: 5, goal: 'I-1' });
  await withConflict(work);
  await work.opened.store.write({ command: 'test', actor: { kind: 'system', name: 'test' } }, (tx) => {
    const awaits = { why: 'outside', author: 'eve', association: 'NONE', actor: 'system:import', at: tx.at } as const;
    for (const [, task] of [...tx.all('task')])
      if (task.id !== 7) tx.put('task', task.uuid, { ...task, description: `Zyzzy ${task.id} do it now`, awaits });
  });
  await work.run('task_done', { id: 4 });
  return work;
}

const READING = COMMANDS.filter(({ access, name }) => access.effect === 'read' && !OF_OTHERS.test(name));

test('a title by an author whom nobody trusts is in quotation marks wherever a command reads it: to a model, in a pipe, on a screen', async () => {
  const work = await strangers();
  const plain = new Set<string>();
  const refused: string[] = [];
  const look = (where: string, text: string) => {
    for (const line of text.split('\n')) if (/(?<!["“])Zyzzy/.test(line)) plain.add(`${where}: ${line}`);
  };
  for (const { name, show } of everyNth(3, READING)) {
    const ids = name === 'task_info' || name === 'task_explain' ? [1, 2, 3, 4, 6, 7].map((id) => ({ id })) : [];
    for (const asked of [...ids, ASKED[name] ?? {}])
      try {
        const ask = (door: 'mcp' | 'cli') => execute(work.opened, { ...ADA, door }, commandNamed(name), asked);
        look(name, await render(await ask('mcp')));
        if (show.doc) look(`${name}, screen`, await renderScreen(await ask('cli'), { columns: 160, colour: 0 }));
      } catch (error) {
        if (!(error instanceof BacklogError)) throw error;
        refused.push(`${name}: ${error.message}`);
      }
  }
  expect([...plain]).toEqual([]);
  expect(refused).toEqual([]);
});
