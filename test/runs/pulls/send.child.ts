import { writeFileSync } from 'node:fs';
import { ownActor } from '../../../src/domain/own-actors.ts';
import { sendDue } from '../../../src/runs/outgoing/send.ts';
import { followPulls } from '../../../src/runs/pulls/follow.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';

/** Sends and follows what is due, once, in a process that the test kills. */
const [folder = '', now = ''] = process.argv.slice(2);
writeFileSync(`${folder}/pid`, String(process.pid));
const opened = await openWorkspace({
  cwd: `${folder}/project`,
  env: { BACKLOG_DIR: `${folder}/store` },
  now: () => Number(now),
  zone: 'UTC',
  start: () => undefined as never,
  store: { validate: validateRecord },
});
await opened.ready();
const context = () => opened.context({ actor: ownActor('push'), holder: 'system:push' });
await sendDue(context(), 'project', process.env);
await followPulls(context(), { repository: 'project' }, process.env);
await opened.close();
process.exit(0);
