import { BacklogError } from '../../src/domain/errors.ts';
import type { Random } from '../support/random.ts';
import { runIn } from '../support/runs.ts';
import { agent, type TestWorkspace } from '../support/workspace.ts';

export const FILTERS = [
  ...['', 'project:a', '+READY', '+BLOCKED', '+BLOCKING', '+CLAIMED', '+ANY', '+LATEST', 'initiative:1', '@mine'],
  ...['doc:spec', 'run:review', '+SUBTASK', 'depends:2', 'due.before:eom', 'urgency.above:3', '+bug or 1-4'],
];
const STATES = ['queued', 'running', 'review', 'failed', 'merged'] as const;
const CALLERS = [undefined, agent('11111111-aaaa'), agent('22222222-bbbb')] as const;

/** One thing that somebody does to the queue; false when it was refused. */
export async function change(work: TestWorkspace, random: Random): Promise<boolean> {
  const task = () => 1 + random.int(14);
  const id = task();
  const other = task();
  const caller = random.pick(CALLERS);
  const run = (name: string, input: object) => work.run(name, input, caller ?? undefined);
  const modify = (fields: object) => run('task_modify', { filter: String(id), ...fields });
  const acts: readonly (() => Promise<unknown>)[] = [
    () => run('task_add', { description: 'New', ...(random.int(2) ? { depends: other } : { parent: other }) }),
    () => run('task_add', { description: 'New', project: random.pick(['a', 'b']), tags: 'bug' }),
    () => modify({ depends: `+${other}` }),
    () => modify({ depends: `-${other}` }),
    () => modify({ parent: other }),
    () => modify({ parent: '' }),
    () => modify({ project: random.pick(['a', 'b', '']) }),
    () => modify({ priority: random.pick(['H', 'M', 'L', '']) }),
    () => modify({ due: random.pick(['friday', '2026-12-24', '']), tags: random.pick(['+bug', '-bug']) }),
    () => modify({ wait: random.pick(['2026-12-24', '']) }),
    () => modify({ status: 'pending' }),
    () => run('task_start', { id }),
    () => run('task_stop', { id }),
    () => run('task_done', { id }),
    () => run('task_delete', { id }),
    () => run('task_purge', { id }),
    () => run('task_move', { id, before: other }),
    () => run('task_annotate', { id, text: 'Seen' }),
    () => run('task_doc_write', { id, content: `Why ${random.int(100)}` }),
    () => run('task_undo', {}),
    () => run('task_redo', {}),
    () => run('task_done', { id: `${id},${other}` }),
    () => run('view_set', { name: 'mine', filter: random.pick(['+bug', 'project:a', '+READY']) }),
    () => run('setting_set', { name: 'urgency.blocking.coefficient', value: String(random.int(9)) }),
    () => runIn(work, random.pick(STATES), { number: id }),
    () => run('agent_add', { name: `a${random.int(3)}`, provider: 'command', argv: ['true'] }),
    () => run('claim_acquire', { scope: [`src/${id}/**`] }),
  ];
  try {
    await random.pick(acts)();
    return true;
  } catch (error) {
    if (!(error instanceof BacklogError || error instanceof TypeError)) throw error;
    return false;
  }
}
