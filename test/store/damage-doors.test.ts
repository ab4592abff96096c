import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { everyNth } from '../support/soak-test.ts';
import { type Harm, LOST, NEXT } from './damage/kind.ts';
import { HARMS } from './damage/table.ts';
import {
  ALWAYS,
  contents,
  damageSite,
  doctorOf,
  type Heard,
  PARTIAL,
  READS,
  SILENT,
  type Site,
  WRITES,
} from './damage-site.ts';
import { anotherStore, endOf } from './filled.ts';

const isRoot = process.getuid?.() === 0;
const ROWS = Object.entries(HARMS).filter((row): row is [string, Row] => row[1].shows !== undefined);
type Row = Harm & Required<Pick<Harm, 'shows'>>;

/** Names a command, or what a person has to change by hand. */
const NEXT_STEP = /backlog [a-z]+|[Uu]pdate Backlog|Check the disk|mount the disk|move it out|lists them/;
const NOTE = /The queue is damaged: changes? \d+/;

describe.each(everyNth(140, ROWS))('%s', (_, row) => {
  test('each door shows the same, says it, and no reader writes; writes are done or refused with the next command', async () => {
    const site = await harmed(row);
    const before = filesOf(site);
    for (const [door, ask] of Object.entries(READS)) {
      const heard = await ask(site);
      const expected = { door, code: refuses(row, door) ? 1 : 0 };
      expect({ door, code: heard.code, text: heard.text }).toEqual({ ...expected, text: expect.any(String) });
      if (heard.code === 1) expectSaid(row, door, heard.text);
      else if (row.sumOnly && PARTIAL.includes(door)) continue;
      else if (row.shows === 'before' && !SILENT.includes(door))
        expect([door, heard.text]).toEqual([door, expect.stringMatching(ALWAYS.includes(door) ? /damaged/ : NOTE)]);
      else if (row.shows === 'nothing' && ALWAYS.includes(door) && !row.doorsOnly && !row.ofMarker)
        expect([door, heard.text]).toEqual([
          door,
          expect.stringMatching(/damaged|can't be read|cannot read|expected format|lost its changes/),
        ]);
      if (!isWhole(row) && !row.partly) expect([door, filesOf(site)]).toEqual([door, before]);
    }
    if (row.shows !== 'nothing') expect(tasksIn(await READS.list!(site))).toBe(lastShown(row) - 1);
    for (const [door, ask] of Object.entries(WRITES)) {
      const { code, text } = await ask(site);
      const done = isWhole(row) || (row.ofMarker && door.includes('board'));
      expect({ door, code, text }).toEqual({ door, code: done ? 0 : 1, text: expect.any(String) });
      if (!done) expectSaid(row, door, text);
    }
    if (!isWhole(row) && !row.ofMarker && !row.partly) expect(filesOf(site)).toEqual(before);
  });

  test('doctor names it; only a person who is asked salvages, and every sound change stays, byte for byte', async () => {
    const site = await harmed(row);
    const sound = soundIn(site);
    const found = await doctorOf(site, []);
    expect(found).toMatchObject({ code: row.named.length > 0 || row.shows === 'nothing' ? 1 : 0 });
    for (const name of row.named) expect(found.text).toMatch(new RegExp(`${endOf(name)}: `));
    if (found.code === 1) expectSaid(row, 'doctor', found.text);
    if (found.code === 1) expect(found.text).toMatch(NEXT[row.next].printed ?? NEXT_STEP);
    if (row.named.length > 0 && !row.doorsOnly) expect(found.text).toMatch(LOST[row.lost].printed ?? /$/);
    const before = filesOf(site);
    expect(await doctorOf(site, ['--salvage', '--yes'], { CLAUDECODE: '1' })).toMatchObject({ code: 1 });
    expect(filesOf(site)).toEqual(before);
    if (row.salvage !== undefined) {
      expect(await doctorOf(site, ['--salvage'], {}, 'no')).toMatchObject({ code: 1 });
      expect(filesOf(site)).toEqual(before);
    }
    const fixed = await doctorOf(site, ['--fix']);
    expect(fixed.code).toBe(row.mended || isClean(row) ? 0 : 1);
    const salvaged = await doctorOf(site, ['--salvage'], {}, 'yes');
    if (row.salvage !== undefined) expect(salvaged.text).toContain(`goes on from change ${row.salvage}.`);
    expect(salvaged.code).toBe(row.left || (row.salvage === undefined && fixed.code === 1) ? 1 : 0);
    if (salvaged.code === 1) expect(salvaged.text).toMatch(NEXT_STEP);
    expectKept(site, sound, row.salvage);
    if (row.salvage === undefined && fixed.code === 1) return;
    const stays = isReadOnly(row) && !row.mended;
    expect(await WRITES.add!(site)).toMatchObject({ code: stays ? 1 : 0 });
    const tasks = (row.salvage ?? row.upTo ?? 23) + (stays ? 0 : 1);
    if (!row.mended) expect(tasksIn(await READS.list!(site))).toBe(tasks - 1);
  });
});

/** Checks that a refusal says what is damaged, and the next command. */
function expectSaid({ said = /^/ }: Row, door: string, text: string): void {
  expect([door, text]).toEqual([door, expect.stringMatching(NEXT_STEP)]);
  // A backup of a damaged queue is refused with one sentence, whatever the damage is.
  if (door !== 'backup') expect([door, text]).toEqual([door, expect.stringMatching(said)]);
}

async function harmed(row: Harm): Promise<Site> {
  const site = await damageSite();
  await row.harm(site.dir, { older: site.older, other: await anotherStore(), common: site.common });
  if (row.forbids && isRoot) becomeNobody(site);
  return site;
}

/** Root may read everything, so it gives the site to another user, and becomes that user until the end of the test. */
function becomeNobody({ folder }: Site): void {
  execFileSync('chown', ['-R', '65534:65534', folder]);
  const mode = statSync(tmpdir()).mode;
  chmodSync(tmpdir(), 0o777);
  process.setegid!(65534);
  process.seteuid!(65534);
  onTestFinished(() => {
    process.seteuid!(0);
    process.setegid!(0);
    chmodSync(tmpdir(), mode);
  });
}

const isReadOnly = ({ writes }: Harm) => writes === false;
const isWhole = (row: Row) => row.shows === 'all' && !isReadOnly(row);
const isClean = (row: Row) => row.named.length === 0 && row.shows !== 'nothing';
const lastShown = ({ shows, salvage, upTo }: Row) => upTo ?? (shows === 'before' ? (salvage ?? 23) : 23);
const tasksIn = ({ text }: Heard) => text.match(/- ready /g)?.length ?? 0;

function refuses(row: Row, door: string): boolean {
  if (ALWAYS.includes(door) || (door === 'board' && row.ofMarker)) return false;
  return row.shows === 'nothing' ? !row.answers?.includes(door) : (row.refuses?.includes(door) ?? false);
}

/** Every file of the store, without what hooks note; one text for a folder that can't be listed. */
function filesOf({ dir }: Site): Map<string, string> {
  try {
    return existsSync(dir) && statSync(dir).isDirectory() ? contents(dir) : new Map();
  } catch {
    return new Map();
  }
}

interface Sound {
  /** Lines of changes, by number. */
  changes: Map<string, number>;
  others: Map<string, string>;
}

/** What can still be read of the changes and the texts. */
function soundIn(site: Site): Sound {
  const files = filesOf(site);
  const lines = changesOf(files);
  const others = [...files].filter(([path]) => /^(blobs|archive)\//.test(path));
  return { changes: new Map([...lines].filter(([line]) => site.lines.has(line))), others: new Map(others) };
}

function changesOf(files: ReadonlyMap<string, string>): Map<string, number> {
  const texts = [...files].filter(([path]) => /^(log|history)\//.test(path)).map(([, text]) => text);
  const lines = texts.flatMap((text) => text.split('\n')).filter(Boolean);
  return new Map(lines.map((line) => [line, Number(/"seq":(\d+)/.exec(line)?.[1])]));
}

function expectKept(site: Site, { changes, others }: Sound, after = Number.POSITIVE_INFINITY): void {
  const files = filesOf(site);
  const now = changesOf(files);
  for (const [line, seq] of changes) if (seq <= after) expect([seq, now.has(line)]).toEqual([seq, true]);
  const texts = new Set(files.values());
  for (const [path, text] of others) expect([path, texts.has(text)]).toEqual([path, true]);
  for (const [line, seq] of changes)
    if (seq > after) expect([seq, [...texts].some((text) => text.includes(line))]).toEqual([seq, true]);
}
