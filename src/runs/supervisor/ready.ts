import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_REPOSITORY } from '../../store/index.ts';
import { clearLocks, markReadied, prepareWorktree } from '../git/index.ts';
import { runSettings } from '../settings.ts';
import { runLine } from './checking.ts';
import { markCheckout } from './checkout.ts';
import type { Desk } from './desk.ts';
import { Halt } from './halt.ts';
import { checkingIn } from './judge.ts';
import { provide } from './provide.ts';

/** Characters of what a failed setup printed that the reason of the run tells. */
const TOLD = 300;

/** Makes the worktree as the agent gets it. One that an agent had already is left as it is. */
export async function ready(desk: Desk): Promise<void> {
  const { place, paths, events, opened } = desk;
  const run = desk.run();
  if ((run.rounds ?? []).length > 0) {
    if (existsSync(paths.tree)) return clearLocks(place);
    throw new Halt('worktree_lost', `${paths.tree} is gone`);
  }
  const { name, common } = place.repository;
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(paths.folder, RUN_REPOSITORY), JSON.stringify({ name, common }), { mode: 0o600 });
  const { base, branch, target } = run;
  await prepareWorktree(place, { base, branch, target }, () => markCheckout(desk));
  await markCheckout(desk);
  const { setup, copy, link, checkMs } = runSettings(opened.store.state);
  for (const text of provide(place.repository.folder, paths.tree, { copy, link })) events.add({ type: 'step', text });
  if (setup !== '') await setUp(desk, setup, checkMs);
  if (setup !== '' || copy.length + link.length > 0) await markReadied(place, run.base);
}

async function setUp(desk: Desk, setup: string, timeoutMs: number): Promise<void> {
  const { base: commit } = desk.run();
  const end = await runLine(setup, { ...checkingIn(desk), commit, timeoutMs }, 'setup.txt');
  if (desk.signal.aborted) throw desk.signal.reason;
  desk.events.add({ type: 'step', text: `setup: ${end.text}` });
  if (end.code !== 0) throw new Halt('setup_failed', [end.text, end.tail.slice(-TOLD)].filter(Boolean).join(': '));
}
