import { join } from 'node:path';
import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS, commandNamed } from '../../src/commands/index.ts';
import { render, renderScreen } from '../../src/commands/render.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { variableValues } from '../../src/interfaces/mcp/resources/values.ts';
import { errorText } from '../../src/text/error.ts';
import { wholePlan } from '../goals/plan.ts';
import { writeFiles } from '../support/files.ts';
import { withConflict } from '../support/github/with-source.ts';
import { HOSTILE, makeHostile, UNSEEN } from '../support/hostile.ts';
import { askedBy, draftIn, gitProject, runIn, runWithResult } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, testWorkspace } from '../support/workspace.ts';

/** What the reading commands are asked, where it is not nothing. */
const ASKED: Record<string, object> = {
  task_info: { id: 1 },
  task_list: { filter: '+ANY' },
  task_search: { text: 'first toor' },
  task_doc_read: { id: 1 },
  task_doc_diff: { id: 1 },
  task_doc_list: { id: 1, name: 'spec' },
  task_doc_search: { text: 'spec' },
  task_explain: { id: 1 },
  task_history: { full: true },
  attachment_get: { id: 1, file: 'a.txt' },
  claim_check: { paths: 'src/a.ts' },
  filter_explain: { filter: 'description.has:First', task: 1 },
  filter_complete: { text: 'project:' },
  filter_eval: { tasks: JSON.stringify([{ uuid: 'a', description: HOSTILE }]), filters: '["((("]' },
  date_eval: { exprs: JSON.stringify(['friday', HOSTILE]) },
  urgency_eval: { tasks: JSON.stringify([{ description: HOSTILE }]) },
  setting_get: { name: 'claims.outsideScope' },
  report_standup: { since: 'yesterday' },
  run_show: { run: 'r1' },
  run_compare: { run: 'r1' },
  run_diff: { run: 'r1' },
  goal_info: { id: 'I-1' },
  run_steps: { run: 'r1', paths: ['src/a.txt'] },
  run_changes: { run: 'r1', path: 'src/a.txt' },
  run_events: { run: 'r1' },
  run_wait: { run: 'r1', minutes: 0 },
  run_list: { all: true },
  review_comments: { run: 'r1' },
  worktree_show: { run: 'r1' },
  agent_check: { name: 'fixer' },
  repo_show: { name: 'project' },
  config_explain: { name: 'claims.outsideScope' },
  task_archive_load: { filter: '+ANY' },
  source_show: { name: 'app' },
  webhook_show: { name: 'chat' },
};

/** It asks a service: `test/work/services/text.test.ts`. */
const OF_SERVICES = ['source_validate', 'webhook_test'];

/** A workspace with something of every kind, each text of which others wrote. */
async function hostile() {
  const work = await testWorkspace();
  const { run } = work;
  await gitProject(work, { 'src/a.txt': 'a\n' } as never);
  const first = {
    description: 'First',
    project: 'web',
    tags: 'a',
    scope: 'src/**',
    due: 'yesterday',
    type: 'bug',
    agent: 'fixer',
  };
  await run('task_add', { ...first, spec: `# Spec ${HOSTILE}\n\n\`${HOSTILE}\``, acceptance: ['tests pass'] });
  await run('task_doc_write', { id: 1, content: `# Spec\n${HOSTILE}`, note: 'why' });
  await wholePlan(work);
  await run('task_modify', { filter: '1', goal: 'I-1' });
  await run('night_start', { until: '3h' });
  await run('task_add', { description: 'Second', depends: 1 });
  for (const description of ['Third', 'Fourth', 'Fifth']) await run('task_add', { description });
  await run('task_add', { description: 'Old' });
  await run('task_done', { id: 6 });
  await run('task_archive', { filter: '6' });
  await run('task_annotate', { id: 1, text: 'a note' });
  await run('task_annotate', { id: 1, text: 'it ran', criterion: 1 });
  await run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK', note: 'what it is' });
  await run('task_start', { id: 5 }, agent('s1'));
  await run('task_stop', { id: 5, handoff: 'half' }, agent('s1'));
  await run('claim_acquire', { scope: 'docs/**' }, agent('s2'));
  await run('view_set', { name: 'old', filter: '+bug' });
  await run('agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] });
  const checks = [{ name: 'unit', ok: false, why: 'it exited with 1', ms: 9, output: 'red', commit: 'a'.repeat(40) }];
  await runWithResult(work, { 'src/a.txt': `b ${HOSTILE}\n`, 'other.txt': HOSTILE }, { number: 1, checks } as never);
  const log = [
    { type: 'text', text: `Now ${HOSTILE}` },
    { type: 'tool', id: 't1', name: `Write${HOSTILE}`, summary: HOSTILE, wrote: [{ path: 'src/a.txt' }] },
  ].map((event) => `${JSON.stringify({ at: '2026-07-30T14:31:00.000Z', ...event })}\n`);
  writeFiles(join(work.opened.store.dir, 'runs/r1'), { 'events.ndjson': log.join('') });
  await askedBy(work, await runIn(work, 'asking', { number: 2 }), 'Which of the two?');
  await runIn(work, 'failed', { number: 3, reason: { code: 'crashed', text: 'exit 1' } });
  await runIn(work, 'running', { number: 4 });
  await draftIn(work);
  await withConflict(work);
  await run('webhook_add', { name: 'chat', url: 'https://example.com/', secret_env: 'NO_SUCH_SECRET' });
  await work.opened.ready();
  expect(await makeHostile(work.opened)).toBeGreaterThan(40);
  return work;
}

const READING = COMMANDS.filter(({ access, name }) => access.effect === 'read' && !OF_SERVICES.includes(name));

test('what others wrote hides, turns and covers nothing in what any reading command says: to a model, in a pipe, on a screen', async () => {
  const { opened } = await hostile();
  const wrong: string[] = [];
  const refused: string[] = [];
  for (const { name, show } of everyNth(3, READING)) {
    const look = (where: string, text: string) => {
      const at = text.search(UNSEEN);
      if (at >= 0) wrong.push(`${name}, ${where}: ${JSON.stringify(text.slice(Math.max(0, at - 40), at + 20))}`);
    };
    const ask = (door: 'mcp' | 'cli') => execute(opened, { ...ADA, door }, commandNamed(name), ASKED[name] ?? {});
    try {
      const executed = await ask('mcp');
      look('text', await render(executed));
      look('JSON', await render(executed, { json: true }));
      if (show.doc) look('screen', await renderScreen(await ask('cli'), { columns: 100, colour: 0 }));
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      refused.push(`${name}: ${errorText(error)}`);
    }
  }
  for (const variable of ['id', 'name', 'file'])
    for (const { title, description = '' } of variableValues(variable, opened.context(ADA), { id: '1' }))
      if (UNSEEN.test(title + description)) wrong.push(`the resource ${title}`);
  expect(wrong).toEqual([]);
  expect(refused).toEqual([]);
});
