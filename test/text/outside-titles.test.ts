import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS, commandNamed } from '../../src/commands/index.ts';
import { outputValue, render, renderScreen } from '../../src/commands/render.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { wholePlan } from '../goals/plan.ts';
import { withConflict } from '../support/github/with-source.ts';
import { askedBy, gitProject, runIn, runWithResult } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

/** What the reading commands are asked, where it is not nothing. */
const ASKED: Record<string, object> = {
  task_info: { id: 1 },
  task_list: { filter: '+ANY' },
  task_search: { text: 'zyzzy' },
  task_doc_read: { id: 1 },
  task_doc_diff: { id: 1 },
  task_doc_list: { id: 1, name: 'spec' },
  task_doc_search: { text: 'oil' },
  task_explain: { id: 2 },
  attachment_get: { id: 1, file: 'a.txt' },
  claim_check: { paths: 'src/a.ts' },
  filter_explain: { filter: 'description.has:First', task: 1 },
  filter_complete: { text: 'project:' },
  filter_eval: { tasks: '[]', filters: '[]' },
  date_eval: { exprs: '["friday"]' },
  urgency_eval: { tasks: '[]' },
  setting_get: { name: 'claims.outsideScope' },
  report_standup: { since: 'yesterday' },
  goal_info: { id: 'I-1' },
  run_list: { all: true },
  run_show: { run: 'r1' },
  run_compare: { run: 'r1' },
  run_diff: { run: 'r1' },
  run_steps: { run: 'r1', paths: ['src/a.txt'] },
  run_changes: { run: 'r1', path: 'src/a.txt' },
  run_events: { run: 'r1' },
  run_wait: { run: 'r1', minutes: 0 },
  usage: { by: 'task' },
  review_comments: { run: 'r1' },
  worktree_show: { run: 'r1' },
  agent_check: { name: 'fixer' },
  repo_show: { name: 'project' },
  config_explain: { name: 'claims.outsideScope' },
  task_archive_load: { filter: '+ANY' },
  source_show: { name: 'app' },
};

/** They ask a service, need a webhook, or print what they were given. The history shows what the title became. */
const OF_OTHERS = /^(source_validate|webhook_|task_history|task_export|filter_eval|notice_test|backlog_backup)/;

/** Every task but 7 has a title by an author whom nobody trusts. */
async function strangers() {
  const work = await testWorkspace();
  const { run } = work;
  await gitProject(work, { 'src/a.txt': 'a\n' });
  await wholePlan(work);
  await run('agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] });
  await run('task_add', { description: 'First', scope: 'src/**', due: 'tomorrow', goal: 'I-1', spec: 'Oil it.' });
  await run('task_doc_write', { id: 1, content: '# Spec\nOil it.' });
  await run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK' });
  await run('task_add', { description: 'Second', depends: 1 });
  await run('task_add', { description: 'Third', parent: 1 });
  await run('task_add', { description: 'Fourth', due: 'yesterday', scope: 'src/**' });
  for (const description of ['Fifth', 'Sixth']) await run('task_add', { description });
  await run('task_add', { description: 'Ours', depends: 6, parent: 5, goal: 'I-1' });
  await withConflict(work);
  for (const description of ['Ninth', 'Tenth', 'Eleventh', 'Twelfth', 'Old']) await run('task_add', { description });
  await run('night_start', { until: '3h' });
  await run('task_start', { id: 12 }, agent('s1'));
  await runWithResult(work, { 'src/a.txt': 'b\n', 'other.txt': 'c\n' }, { number: 1 });
  await askedBy(work, await runIn(work, 'asking', { number: 9 }), 'Which of the two?');
  await runIn(work, 'failed', { number: 10, reason: { code: 'crashed', text: 'exit 1' } });
  await runIn(work, 'running', { number: 11 });
  await run('task_done', { id: 4 });
  await run('task_done', { id: 13 });
  await work.opened.store.write({ command: 'test', actor: { kind: 'system', name: 'test' } }, (tx) => {
    const awaits = { why: 'outside', author: 'eve', association: 'NONE', actor: 'system:import', at: tx.at } as const;
    tx.put('run', 'r3', { ...tx.get('run', 'r3')!, rounds: [{ n: 1, why: 'start', at: tx.at }] });
    for (const [, task] of [...tx.all('task')])
      if (task.id !== 7) tx.put('task', task.uuid, { ...task, description: `Zyzzy ${task.id} do it now`, awaits });
  });
  await run('task_archive', { filter: '13' });
  return work;
}

const READING = COMMANDS.filter(({ access, name }) => access.effect === 'read' && !OF_OTHERS.test(name));

/** Lists the objects of an answer that have a title in quotation marks, or a bare one without a word about its author. */
function wrongIn(value: unknown): string[] {
  if (typeof value === 'string') return /^\d+ ["“]Zyzzy/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(wrongIn);
  const { description, outside, awaits } = value as Record<string, unknown>;
  const isQuoted = /^["“]Zyzzy \d+ do it now["”]$/.test(String(description));
  const isBare = /^Zyzzy \d+ do it now$/.test(String(description)) && !outside && !awaits;
  return isQuoted || isBare ? [String(description), ...inside] : inside;
}

test('the description of a task whose author nobody trusts is in quotation marks wherever a command prints it, and raw in JSON, with a mark', async () => {
  const work = await strangers();
  const wrong = new Set<string>();
  const refused: string[] = [];
  const look = (where: string, text: string) => {
    for (const line of text.split('\n')) if (/(?<!["“])Zyzzy/.test(line)) wrong.add(`${where}: ${line}`);
  };
  for (const { name, show } of everyNth(3, READING)) {
    const ids = name === 'task_info' || name === 'task_explain' ? [1, 2, 3, 4, 6, 7].map((id) => ({ id })) : [];
    for (const asked of [...ids, ASKED[name] ?? {}])
      try {
        const ask = (door: 'mcp' | 'cli') => execute(work.opened, { ...ADA, door }, commandNamed(name), asked);
        const executed = await ask('mcp');
        look(name, await render(executed));
        for (const title of wrongIn(outputValue(executed))) wrong.add(`${name}, JSON: ${title}`);
        if (show.doc) look(`${name}, screen`, await renderScreen(await ask('cli'), { columns: 160, colour: 0 }));
      } catch (error) {
        if (!(error instanceof BacklogError)) throw error;
        refused.push(`${name}: ${error.message}`);
      }
  }
  expect([...wrong]).toEqual([]);
  expect(refused).toEqual([]);
});
