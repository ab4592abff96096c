import { mkdirSync } from 'node:fs';
import { expect } from 'vitest';
import { examineStore } from '../../../src/store/doctor/store.ts';
import { openStore } from '../../../src/store/index.ts';
import { archivedRowsIn, archiveFiles } from '../../../src/work/archive/files.ts';
import { bundle } from '../../support/bundle.ts';
import { type Child, startChild } from '../../support/child.ts';
import { tempFolder } from '../../support/folder.ts';
import { seeded } from '../../support/random.ts';
import { runs } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';

const script = bundle(new URL('./archiver.child.ts', import.meta.url));

function place(): string {
  const dir = tempFolder();
  mkdirSync(`${dir}/store`, { recursive: true });
  return dir;
}

/** Every task that was told to be added is in the queue or in the archive, once; its specification with it. */
async function expectEach(dir: string, lines: readonly string[]): Promise<{ here: number; archived: number }> {
  const store = await openStore({ dir: `${dir}/store` });
  const places = new Map<string, string[]>();
  const note = (uuid: string, at: string) => places.set(uuid, [...(places.get(uuid) ?? []), at]);
  const docs = new Set<string>();
  for (const [uuid] of store.state.all('task')) note(uuid, 'queue');
  for (const [id] of store.state.all('doc')) docs.add(id);
  for (const file of archiveFiles(store)) {
    for (const { uuid, records } of await archivedRowsIn(store, file)) {
      note(uuid, file.file);
      for (const [kind, id] of records) if (kind === 'doc') docs.add(id);
    }
  }
  const added = lines.flatMap((line) => /^added (.*)/.exec(line)?.[1] ?? []);
  const lost = added.filter((uuid) => !places.has(uuid));
  expect(lost).toEqual([]);
  expect([...places].filter(([, at]) => at.length !== 1)).toEqual([]);
  for (const uuid of places.keys()) expect(docs.has(`${uuid}/spec`)).toBe(true);
  expect((await examineStore(store.dir))!.problems).toEqual([]);
  const here = [...places.values()].filter(([at]) => at === 'queue').length;
  return { here, archived: places.size - here };
}

soak('two that archive, restore and undo at once: nothing is lost, nothing is in two places', async () => {
  const dir = place();
  const file = await script;
  const first = startChild(file, [dir, '1', '1']);
  await first.ended;
  const children = [2, 3].map((seed) => startChild(file, [dir, String(seed), String(runs(12, 25))]));
  const ends = await Promise.all(children.map(({ ended }) => ended));
  expect(ends.map(({ errors }) => errors).join('')).toBe('');
  const { here, archived } = await expectEach(
    dir,
    [first, ...children].flatMap(({ lines }) => lines),
  );
  expect(here + archived).toBeGreaterThanOrEqual(runs(12, 25));
});

soak('kill -9 again and again while archiving, restoring and undoing: nothing is lost, nothing doubled', async () => {
  const dir = place();
  const random = seeded(31);
  const file = await script;
  const lines: string[] = [];
  for (let round = 0; round < runs(2, 4); round++) {
    const child = startChild(file, [dir, String(100 + round), '1000'], killer(random));
    expect((await child.ended).errors, `round ${round}`).toBe('');
    lines.push(...child.lines);
    if (round % 4 === 3) await expectEach(dir, lines);
  }
  const { archived } = await expectEach(dir, lines);
  expect(archived).toBeGreaterThan(0);
});

/** Ends the child some microseconds to milliseconds after it began to archive, restore or undo. */
function killer(random: ReturnType<typeof seeded>): (line: string, child: Child) => void {
  const after = 3 + random.int(8);
  const delay = random.next() ** 2 * 12;
  let seen = 0;
  return (line, child) => {
    if (line.startsWith('added') || ++seen !== after) return;
    const until = performance.now() + delay;
    while (performance.now() < until);
    child.process.kill('SIGKILL');
  };
}
