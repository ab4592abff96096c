import { mergeQueue } from '../../../../src/runs/merge/queue.ts';
import { processId } from '../../../../src/work/processes/processes.ts';
import { openWorkspace } from '../../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../../src/work/workspace/validate.ts';

// Leads the merge queue of a project once. Its clock starts at a given time. The test kills it.
const [cwd = '', store = '', now = '0'] = process.argv.slice(2);
const began = Date.now();
const opened = await openWorkspace({
  cwd,
  env: { BACKLOG_DIR: store },
  now: () => Number(now) + Date.now() - began,
  zone: 'UTC',
  start: () => 0,
  store: { validate: validateRecord },
});
console.log('open');
await mergeQueue({ opened, repository: 'project', self: processId()!, env: process.env });
await opened.close();
