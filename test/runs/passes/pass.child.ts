import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';

const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' };

/** Runs a pass of the repository in the current folder, as a person: `pass.child.ts STORE FOLDER PASS`. */
const [store = '', cwd = '', name = ''] = process.argv.slice(2);
const opened = await openWorkspace({ cwd, env: { BACKLOG_DIR: store } });
console.log('ready');
await execute(opened, ADA, commandNamed('pass_run'), { name });
console.log('done');
await opened.close();
