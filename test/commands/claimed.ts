import { documentInScope } from '../../src/domain/goals/document.ts';
import { isOpen, type Task } from '../../src/domain/task/task.ts';
import type { Store } from '../../src/store/index.ts';
import type { MayCause } from '../../src/work/claim/standing.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { ADA, agent } from '../support/workspace.ts';

type Input = Record<string, unknown>;
type Call = (name: string, input: unknown, caller: Caller) => Promise<unknown>;

/** The session that has claimed task 1 of {@link fillClaimed}. */
export const HOLDER = agent('holder');

/**
 * Fills a queue. The holder works on task 1, which has everything that a holder relies on: a scope, criteria, a spec with
 * two versions, a goal with a document, a completed dependency (3) and a completed subtask (4). Task 2 is open and free.
 */
export async function fillClaimed(run: Call): Promise<void> {
  const by = (caller: Caller) => (name: string, input: Input) => run(name, input, caller);
  const [person, holder] = [by(ADA), by(HOLDER)];
  await person('setting_set', { name: 'checks.word', value: 'true' });
  await person('goal_add', { title: 'Instant search', document: 'notes/search.md' });
  await person('goal_add', { title: 'Quiet nights' });
  await person('task_add', { description: 'Login', scope: 'src/login/**', acceptance: ['it works'], spec: '# Login' });
  await person('task_add', { description: 'Other' });
  await person('task_add', { description: 'Before' });
  await person('task_add', { description: 'Part', parent: '1' });
  await person('task_doc_write', { id: 1, content: '# Login\n\nBy mail.' });
  await person('task_modify', { filter: '1', depends: '3', goal: 'I-1', checks: 'word', agent: 'claude-code' });
  await holder('task_done', { id: '3,4' });
  await holder('task_start', { id: 1 });
  await holder('task_annotate', { id: 1, criterion: 1, text: 'Tried by hand' });
}

/** Returns the task with this number. */
export function taskIn(state: Store['state'], id: number): Task {
  for (const [, task] of state.all('task')) if (task.id === id) return task;
  throw new Error(`no task ${id}`);
}

/** Returns everything of a task that its holder relies on. */
export function standingIn(state: Store['state'], id: number): object {
  const tasks = Array.from(state.all('task'), ([, task]) => task);
  const { uuid, depends = [], ...task } = taskIn(state, id);
  const goal = task.goal === undefined ? undefined : state.get('goal', task.goal);
  const { status, start, scope, acceptance, description, agent: assignee, parent, checks, recur, until } = task;
  return {
    ...{ status, start, scope, acceptance, description, assignee, parent, checks, recur, until },
    spec: state.get('doc', `${uuid}/spec`)?.versions.at(-1)?.blob,
    document: goal && documentInScope(goal),
    subtasks: tasks.filter((one) => one.parent === uuid && isOpen(one)).length,
    blocked: depends.filter((one) => isOpen(state.get('task', one) ?? { status: 'deleted' })).length,
    obstacle: task.obstacle !== undefined,
    reports: task.annotations?.filter(({ progress }) => progress !== undefined).length ?? 0,
    later: [task.wait, task.scheduled].filter((date) => date !== undefined && date > task.modified),
    claims: Array.from(state.all('claim'), ([, claim]) => claim)
      .filter((claim) => claim.task === uuid)
      .map(({ holder, scope: files }) => [holder, files]),
  };
}

/** A call that takes something from the holder of task 1, and who besides people may make it. */
export interface Attack {
  effect: string;
  by: MayCause;
  command: string;
  input(state: Store['state']): Input;
  /** Set if the command has another rule for a caller that may cause the effect, such as a right for people. */
  ownRule?: true;
}

const attack =
  (effect: string, by: MayCause) =>
  (command: string, input: Input | Attack['input'], more: Pick<Attack, 'ownRule'> = {}): Attack => ({
    ...{ effect, by, command, ...more },
    input: typeof input === 'function' ? (input as Attack['input']) : () => input,
  });

/** An import that updates a task with some fields. */
const imported =
  (fields: Input, id = 1): Attack['input'] =>
  (state) => {
    const { uuid, description } = taskIn(state, id);
    return { tasks: [{ uuid, description, ...fields }], existing: 'update' };
  };

const status = attack('the status', 'closers');
const claim = attack('the claim', 'closers');
const scope = attack('the scope', 'holders');
const criteria = attack('the acceptance criteria', 'holders');
const spec = attack('the spec', 'holders');
const document = attack("the goal's document", 'holders');
const subtasks = attack('the subtasks', 'relatives');
const dependencies = attack('the dependencies', 'relatives');
const progress = attack('the progress', 'closers');
const dates = attack('the dates', 'relatives');
const words = attack('the description, assignee and checks', 'relatives');

/** Calls with every effect on a claimed task, by every command that can have it. */
export const ATTACKS: readonly Attack[] = [
  status('task_done', { id: '1', force: true }),
  status('task_delete', { id: '1' }),
  status('task_move', { id: 1, to: 'done' }, { ownRule: true }),
  status('task_import', imported({ status: 'completed' })),
  status('task_import', imported({ status: 'deleted' })),
  status('task_modify', { filter: '1', recur: 'weekly', due: 'friday' }, { ownRule: true }),
  claim('task_stop', { id: '1' }),
  claim('task_stop', { id: '1', handoff: 'Half done' }),
  claim('task_move', { id: 1, to: 'todo' }, { ownRule: true }),
  claim('claim_release', { task: 1 }, { ownRule: true }),
  claim('task_undo', ({ seq }) => ({ commit: seq - 1 }), { ownRule: true }),
  scope('task_modify', { filter: '1', scope: 'docs/**' }),
  scope('task_modify', { filter: '1', scope: null }),
  scope('task_modify', { filter: '1,2', scope: 'docs/**' }),
  scope('task_import', imported({ scope: ['docs/**'] })),
  scope('task_edit', { id: 1, document: 'description: Login\nscope: docs/**\n' }, { ownRule: true }),
  scope('claim_acquire', { task: 1, scope: 'docs/**' }, { ownRule: true }),
  scope('task_split', { id: 1, scope: ['src/login/a/**', 'src/login/b/**'] }, { ownRule: true }),
  criteria('task_modify', { filter: '1', acceptance: ['anything'] }),
  criteria('task_modify', { filter: '1', acceptance: [] }),
  criteria('task_annotate', { id: 1, criterion: 1, text: 'npm test' }),
  criteria('task_import', imported({ acceptance: ['anything'] })),
  spec('task_doc_write', { id: 1, content: '# Mine' }),
  spec('task_doc_delete', { id: 1 }),
  spec('task_doc_restore', { id: 1, version: 1 }),
  spec('task_import', imported({ spec: '# Mine' })),
  document('goal_modify', { id: 'I-1', document: 'CMakeLists.txt' }),
  document('goal_modify', { id: 'I-1', document: null }),
  document('goal_save', { records: [{ id: 'I-1', document: 'CMakeLists.txt' }] }),
  document('goal_import', { from: '# Plan\n\n## Goals\n\n### I-1 Instant search\n\n- document: CMakeLists.txt\n' }),
  document('goal_archive', { ids: 'I-1', hard: true }, { ownRule: true }),
  document('task_modify', { filter: '1', goal: 'I-2' }),
  document('task_modify', { filter: '1', goal: null }),
  document('task_import', imported({ goal: 'I-2' })),
  subtasks('task_add', { description: 'Part two', parent: '1' }),
  subtasks('task_add', { description: 'Part two', parent: '1', recur: 'weekly', due: 'friday' }),
  subtasks('task_modify', { filter: '2', parent: '1' }),
  subtasks('task_modify', { filter: '4', status: 'pending' }),
  subtasks('task_duplicate', { id: 4 }),
  subtasks('task_import', { tasks: [{ description: 'Part two', parent: '1' }] }),
  subtasks('task_import', imported({ status: 'pending' }, 4), { ownRule: true }),
  subtasks('task_import', { tasks: [{ description: 'Part two', ref: 'a', parent: '1' }] }, { ownRule: true }),
  dependencies('task_modify', { filter: '1', depends: '2' }),
  dependencies('task_modify', { filter: '1', line: 'depends:2' }, { ownRule: true }),
  dependencies('task_modify', { filter: '3', status: 'pending' }),
  dependencies('task_import', imported({ depends: [2] })),
  dependencies('task_block', { id: 1, reason: 'Legal' }),
  progress('task_annotate', { id: 1, text: 'Half done', progress: '50%' }),
  dates('task_modify', { filter: '1', until: 'now+3s' }),
  dates('task_modify', { filter: '1', line: 'until:3s' }),
  dates('task_modify', { filter: '1', wait: 'friday' }),
  dates('task_modify', { filter: '1', scheduled: 'friday' }),
  dates('task_import', imported({ until: '2126-07-30T14:30:03Z' })),
  dates('task_edit', { id: 1, document: 'description: Login\nuntil: now+3s\n' }, { ownRule: true }),
  words('task_modify', { filter: '1', description: 'Something else' }),
  words('task_modify', { filter: '1', agent: 'codex' }),
  words('task_modify', { filter: '1', checks: null }),
  words('task_modify', { filter: '1', parent: '2' }),
  words('task_import', imported({ agent: 'codex' })),
];
