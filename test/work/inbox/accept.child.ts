import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';

const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' };

/** Accepts or rejects proposals one after the other, as a person: `accept.child.ts STORE FOLDER p1,p2 [reject]`. */
const [store = '', cwd = '', ids = '', verb = 'accept'] = process.argv.slice(2);
const opened = await openWorkspace({ cwd, env: { BACKLOG_DIR: store } });
await opened.ready();
console.log('ready');
for (const id of ids.split(',')) {
  try {
    await execute(opened, ADA, commandNamed(`inbox_${verb}`), {
      ids: id,
      ...(verb === 'reject' ? { reason: 'No' } : {}),
    });
    console.log(`${verb}ed ${id}`);
  } catch (error) {
    console.log(`refused ${id} ${(error as { code?: string }).code}`);
  }
}
await opened.close();
