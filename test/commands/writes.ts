import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import { withRepositories } from './repositories.ts';

type Input = Record<string, unknown>;

/** What a writing command is asked in the workspace that {@link filled} makes. */
interface Write {
  /** Something that it does. */
  does: Input;
  /** Something that it refuses, by the code of the error; where several are named, one of them does not fit. */
  refuses: readonly (readonly [code: string, input: Input])[];
  /** For people only. */
  person?: true;
  /** What it needs beside the tasks. */
  prepare?(workspace: TestWorkspace): Promise<void>;
}

/** One row for every command that writes: `test/commands/table.test.ts` holds all of them to the same contract. */
export const WRITES: Readonly<Record<string, Write>> = {
  task_next: { does: {}, refuses: [['filter', { filter: '((' }]] },
  task_add: {
    does: { description: 'New' },
    refuses: [
      ['invalid', { description: ' ' }],
      ['not-found', { description: 'New', depends: '99' }],
      ['date', { description: 'New', due: 'someday soon' }],
    ],
  },
  task_modify: {
    does: { filter: '1,2', priority: 'H' },
    refuses: [
      ['not-found', { filter: '1,99', priority: 'H' }],
      ['cycle', { filter: '1,2', parent: '2' }],
      ['usage', { filter: '1' }],
      ['usage', { filter: '', priority: 'H' }],
    ],
  },
  task_done: {
    does: { id: '1' },
    refuses: [
      ['not-found', { id: '1,99' }],
      ['conflict', { id: '1,3' }],
    ],
  },
  task_annotate: {
    does: { id: 1, text: 'Found out' },
    refuses: [
      ['not-found', { id: 99, text: 'Found out' }],
      ['not-found', { id: 1, text: 'Found out', criterion: '00000000' }],
    ],
  },
  task_import: {
    does: { tasks: [{ description: 'A' }, { description: 'B' }] },
    refuses: [['invalid', { tasks: [{ description: 'A' }, { description: '' }] }]],
  },
  task_start: {
    does: { id: 1 },
    refuses: [
      ['not-found', { id: 99 }],
      ['conflict', { id: 2 }],
    ],
  },
  task_stop: {
    does: { id: 5 },
    refuses: [
      ['conflict', { id: 1 }],
      ['not-found', { id: '5,99' }],
    ],
  },
  task_delete: { does: { id: '1,2' }, refuses: [['not-found', { id: '1,99' }]] },
  task_log: { does: { description: 'Done already' }, refuses: [['invalid', { description: '' }]] },
  task_duplicate: { does: { id: 1 }, refuses: [['not-found', { id: 99 }]] },
  task_denotate: { does: { id: 4, text: 'A note' }, refuses: [['not-found', { id: 4, text: 'Another' }]] },
  task_doc_write: {
    does: { id: 1, content: '# New' },
    refuses: [
      ['not-found', { id: 99, content: '# New' }],
      ['usage', { id: 1, content: '# New', name: '../escape' }],
    ],
  },
  task_doc_delete: { does: { id: 1 }, refuses: [['not-found', { id: 2 }]] },
  task_undo: { does: {}, refuses: [['not-found', { commit: 9_999 }]] },
  claim_acquire: { does: { scope: 'src/**' }, refuses: [['invalid', { scope: '../src' }]] },
  claim_release: { does: {}, refuses: [['nothing-to-do', { claim: '00000000' }]] },
  view_set: { does: { name: 'open', filter: '+READY' }, refuses: [['filter', { name: 'open', filter: '((' }]] },
  view_delete: { does: { name: 'mine' }, refuses: [['not-found', { name: 'other' }]] },
  task_purge: { does: { id: 3 }, refuses: [['conflict', { id: 1 }]], person: true },
  setting_set: {
    does: { name: 'claims.outsideScope', value: 'deny' },
    refuses: [['not-found', { name: 'no.such', value: '1' }]],
    person: true,
  },
  repo_add: {
    does: { path: '../new' },
    refuses: [
      ['usage', { path: '../nowhere' }],
      ['nothing-to-do', { path: '../old' }],
    ],
    prepare: withRepositories,
  },
  repo_remove: { does: { name: 'old' }, refuses: [['not-found', { name: 'other' }]], prepare: withRepositories },
};

const AGENT = agent('session-1');

/** Who a sample is for. */
export function callerOf(name: string) {
  return WRITES[name]?.person ? ADA : AGENT;
}

/** Tasks: 1 with everything, 2 waits for it, 3 deleted, 4 with a note, 5 started by the caller. A saved filter, a check, and what the command needs. */
export async function filled(name = ''): Promise<TestWorkspace> {
  const caller = callerOf(name);
  const workspace = await testWorkspace();
  const run = (command: string, input: unknown) => workspace.run(command, input, caller);
  await workspace.run('setting_set', { name: 'checks.word', value: 'true' }, ADA);
  await WRITES[name]?.prepare?.(workspace);
  await run('task_add', { description: 'First', spec: '# Spec', tags: 'a,b', project: 'web', due: 'friday' });
  await run('task_add', { description: 'Second', depends: 1 });
  await run('task_add', { description: 'Third' });
  await run('task_delete', { id: 3 });
  await run('task_add', { description: 'Fourth' });
  await run('task_annotate', { id: 4, text: 'A note' });
  await run('task_add', { description: 'Fifth' });
  await run('task_start', { id: 5 });
  await run('view_set', { name: 'mine', filter: '+READY' });
  return workspace;
}
