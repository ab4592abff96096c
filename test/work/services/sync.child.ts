import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';

/** Synchronises the source `app` as a person: `sync.child.ts STORE FOLDER NOW`. */
const [store = '', cwd = '', now = ''] = process.argv.slice(2);
const opened = await openWorkspace({
  ...{ cwd, env: { BACKLOG_DIR: store }, now: () => Number(now), zone: 'UTC' },
  start: () => undefined as never,
});
const caller = { actor: { kind: 'human', name: 'ada' } as const, holder: 'human:ada' };
const sync = (confirm: number) =>
  execute(opened, caller, commandNamed('source_sync'), { name: 'app', only: '+share', confirm });
await sync(1).catch((error) => {
  if (error.data?.items === undefined) throw error;
  return sync(error.data.items);
});
await opened.close();
