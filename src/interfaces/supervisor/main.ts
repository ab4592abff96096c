import type { ProcessId } from '../../domain/process.ts';
import { mergeQueue } from '../../runs/merge/queue.ts';
import { pluginFolder, startSupervisor } from '../../runs/supervisor/spawn.ts';
import { supervise } from '../../runs/supervisor/supervise.ts';
import { scheduleLoop } from '../../scheduler/loop.ts';
import { reviveLoop } from '../../scheduler/revive.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { processId } from '../../work/workspace/processes.ts';
import { validateRecord } from '../../work/workspace/validate.ts';

// Outlives whoever started it; what it prints is in the log beside the runs. Its errand is in its arguments: `run r7`, `merge web`, `schedule loop`.
const [errand, what = ''] = process.argv.slice(2);

const self = processId();
if (!self) throw new Error('this process cannot be told apart from others here');

export const running = work(self).then(() => process.exit(0));

async function work(self: ProcessId): Promise<void> {
  const opened = await openWorkspace({
    cwd: process.cwd(),
    env: process.env,
    start: startSupervisor,
    store: { validate: validateRecord },
  });
  try {
    if (errand === 'run') {
      await supervise({ opened, id: what, self, env: process.env, plugin: pluginFolder() });
      // There is a place free: a loop that died would see it only after the next command of somebody.
      reviveLoop(opened.context({ actor: { kind: 'system', name: 'supervisor' }, holder: 'system:supervisor' }));
    } else if (errand === 'merge') await mergeQueue({ opened, repository: what, self, env: process.env });
    else if (errand === 'schedule') await scheduleLoop({ opened, self });
    else throw new Error(`no such errand: ${errand}`);
    await opened.store.maintain();
  } finally {
    await opened.close();
  }
}
