import { existsSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();
const AGENT = 'echo $BACKLOG_ROUND > src/round-$BACKLOG_ROUND.txt; [ $BACKLOG_ROUND != 1 ]';

/** Moves a run's folder away, and leaves a link in its place. Returns the new path. */
function moveAway({ store, root }: Field, id: string): string {
  const [folder, moved] = [join(store, 'runs', id), join(root, 'moved')];
  renameSync(folder, moved);
  symlinkSync(moved, folder);
  return moved;
}

soak(
  'a run whose folder was moved behind a link is not continued there: it says so, and continues from its result',
  async () => {
    const place = await field(plugin);
    const id = await started(place, AGENT);
    const { result } = await place.until(id, ({ state }) => state === 'failed');
    const moved = moveAway(place, id);
    for (const [name, input] of [
      ['run_resume', {}],
      ['run_request_changes', { note: 'More' }],
      ['run_adopt', {}],
    ] as const) {
      const refused = await place.refused(name, { run: id, ...input });
      expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining(`is a link to ${moved}`) });
      expect(refused.hint).toContain('Move the folder back: `rm ');
    }
    await place.run('run_resume', { run: id, restore: true });
    const run = await place.becomes(id, 'review');
    const copy = join(place.store, 'runs/repositories/user/store.git');
    const files = (commit: string) => git(copy, 'ls-tree', '-r', '--name-only', commit).split('\n');
    expect(files(run.result!.commit)).toEqual([...files(result!.commit), 'src/round-2.txt'].sort());
    expect(existsSync(join(moved, 'tree/src/round-1.txt'))).toBe(true);
  },
);
