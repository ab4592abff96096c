import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineStore, salvageStore } from '../../src/store/doctor/store.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { bundle } from '../support/bundle.ts';
import { startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { HARMS } from './damage/table.ts';
import { contents } from './damage-site.ts';
import { add, anotherStore, harmable } from './filled.ts';

const SALVAGER = await bundle(new URL('./salvager.child.ts', import.meta.url));
const NOW = Date.now();

/** Kinds of damage whose salvage moves different files. `bare` queues have no checkpoint. */
const ROWS = [
  ['the last two commits are cut off', true],
  ['a segment is cut off', false],
  ['all of the log is gone', true],
  ['a commit is missing', true],
  ['format.json is empty, and the last commit is cut off', true],
  ['the last segment is missing', false],
  ['the last commit is cut off, and the checkpoint is of it', true],
] as const;
/** In `npm test`, two rows and every so manieth step of them. */
const TESTED = IS_SOAK ? ROWS : ROWS.slice(0, 2);
const STRIDE = IS_SOAK ? 1 : 13;

async function harmed(name: string, checkpoint: boolean) {
  const { dir, older } = await harmable({ checkpoint });
  await HARMS[name]!.harm(dir, { older, other: await anotherStore(), common: '' });
  const { salvage, bare } = HARMS[name]!;
  return { dir, after: checkpoint ? salvage : bare };
}

/** Copies a queue, and salvages the copy in a process that gets a signal before its step `at`. */
function salvaging(dir: string, at: number, signal: string) {
  const copy = join(tempFolder('steps'), 'store');
  cpSync(dir, copy, { recursive: true });
  return { copy, child: startChild(SALVAGER, [copy, String(at), signal]) };
}

const linesIn = (dir: string) =>
  new Set([...contents(dir)].flatMap(([, text]) => text.split('\n')).filter((line) => line.startsWith('{"v"')));

function expectAllIn(dir: string, lines: ReadonlySet<string>, at: number): void {
  const now = linesIn(dir);
  expect({ at, lost: [...lines].filter((line) => !now.has(line)) }).toEqual({ at, lost: [] });
}

test.each(everyNth(2, TESTED))(
  '%s: a salvage that is killed at any step loses nothing, nobody writes after it, and the next one finishes it',
  async (name, checkpoint) => {
    const { dir, after } = await harmed(name, checkpoint);
    const lines = linesIn(dir);
    for (let at = 1; ; at += STRIDE) {
      const { copy, child } = salvaging(dir, at, 'SIGKILL');
      const { code, errors } = await child.ended;
      expect([code, errors]).toEqual([code === null ? null : 0, '']);
      expectAllIn(copy, lines, at);
      if (code === 0) return expect(child.lines[0]).toMatch(new RegExp(`^done ${after} `));
      // It may have been killed when only its turn was left to give back.
      const isOver = (await examineStore(copy))?.ok;
      if (!isOver)
        await expect(openStore({ dir: copy }).then((one) => add(one, 'x'))).rejects.toMatchObject({ code: 'store' });
      const { salvaged, report } = await salvageStore(copy, NOW);
      expect({ at, seq: report?.seq, after: salvaged?.after }).toEqual({
        at,
        seq: after,
        after: isOver ? undefined : after,
      });
      expectAllIn(copy, lines, at);
      await add(await openStore({ dir: copy }), 'on');
      expect((await examineStore(copy))?.problems).toEqual([]);
    }
  },
);

soak.each(TESTED)(
  '%s: while one salvage sleeps at any step, a second one is refused; when the first is killed, it takes over',
  async (name, checkpoint) => {
    const { dir, after } = await harmed(name, checkpoint);
    const lines = linesIn(dir);
    // Before its first step, a salvage has no turn, and looks again when it has one.
    for (let at = 2; ; at += STRIDE) {
      const { copy, child } = salvaging(dir, at, 'SIGSTOP');
      const stopped = await Promise.race([child.ended.then(() => false), told(child)]);
      if (!stopped) return expect(child.lines[0]).toMatch(/^done/);
      const isOver = (await examineStore(copy))?.ok;
      if (!isOver) await expect(salvageStore(copy, NOW)).rejects.toMatchObject({ code: 'contention' });
      child.process.kill(at % 2 === 0 ? 'SIGCONT' : 'SIGKILL');
      await child.ended;
      await salvageStore(copy, NOW);
      const store = await openStore({ dir: copy });
      expect({ at, seq: store.state.seq }).toEqual({ at, seq: after });
      await add(store, 'on');
      expect({ at, problems: (await examineStore(copy))?.problems }).toEqual({ at, problems: [] });
      expectAllIn(copy, lines, at);
    }
  },
);

test.each(everyNth(2, TESTED))(
  '%s: a salvage that slept before it began takes nothing from those who went on after another one',
  async (name, checkpoint) => {
    const { dir, after } = await harmed(name, checkpoint);
    const { copy, child } = salvaging(dir, 1, 'SIGSTOP');
    await told(child);
    const { salvaged } = await salvageStore(copy, NOW);
    expect(salvaged?.after).toBe(after);
    const store = await openStore({ dir: copy, segmentSize: 4 });
    for (const id of ON) await add(store, id);
    child.process.kill('SIGCONT');
    await child.ended;
    expect(onIn(await openStore({ dir: copy }))).toEqual(ON);
    expect((await examineStore(copy))?.problems).toEqual([]);
  },
);

const ON = ['on1', 'on2', 'on3', 'on4', 'on5'];
const onIn = ({ state }: Store) => ON.filter((id) => state.get<string>('thing', id));

async function told(child: ReturnType<typeof startChild>): Promise<boolean> {
  await expect.poll(() => child.lines).toContain('at');
  // The signal follows the line at once; until the process stopped, it changes no file.
  await expect.poll(() => readFileSync(`/proc/${child.process.pid}/stat`, 'utf8').includes(') T')).toBe(true);
  return true;
}
