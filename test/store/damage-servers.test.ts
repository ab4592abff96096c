import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../src/store/backends/postgres/connect.ts';
import { examineStore, salvageStore } from '../../src/store/doctor/store.ts';
import { openStore, prepareStore, storeAddress } from '../../src/store/index.ts';
import { putAddress } from '../../src/store/workspace/workspace.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';
import type { Harm } from './damage/kind.ts';
import { HARMS } from './damage/table.ts';
import { contents } from './damage-site.ts';
import { add, endOf, fillStore } from './filled.ts';

/** The files of a queue on a server, as somebody with the rights of the server sees and changes them. */
interface Place {
  address: string;
  files(): Promise<Map<string, Buffer>>;
  change(path: string, bytes: Buffer | undefined): Promise<void>;
}

let postgres: PostgresServer | undefined;
let count = 0;

async function inPostgres(): Promise<Place> {
  const name = `damage${count++}`;
  const address = storeAddress(postgres!.address(name));
  const sql = connectPostgres(readPostgresAddress(address));
  onTestFinished(() => sql.end());
  await prepareStore(address);
  return {
    address,
    files: async () => {
      const rows = await sql<{ path: string; data: Buffer }[]>`
        select path, string_agg(data, '' order by piece) as data from backlog_files where store = ${name} group by path`;
      return new Map(rows.map(({ path, data }) => [path, Buffer.from(data)]));
    },
    async change(path, bytes) {
      await sql`delete from backlog_files where store = ${name} and path = ${path}`;
      if (bytes) await sql`insert into backlog_files (store, path, piece, data) values (${name}, ${path}, 0, ${bytes})`;
    },
  };
}

async function inS3(): Promise<Place> {
  const service = fakeS3({ now: Date.now });
  service.buckets.set('work', new Map());
  const server = await startS3(service);
  const objects = service.buckets.get('work')!;
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const address = storeAddress(server.address('work/queue'), server.env);
  const start = 'queue/';
  return {
    address,
    files: async () => new Map([...objects].map(([key, { data }]) => [key.slice(start.length), Buffer.from(data)])),
    async change(path, bytes) {
      if (bytes) objects.set(start + path, { data: bytes, modified: Date.now() });
      else objects.delete(start + path);
    },
  };
}

/** Damage of files alone: a server has no folders, links or rights of files. */
const ROWS = Object.entries(HARMS).filter(
  ([name, row]) =>
    !row.ofMarker &&
    !row.forbids &&
    !row.doorsOnly &&
    !/folder|link|is a file|file is where|older copy|another store is put|remembered|may not/.test(name),
);

/** Does to the files of a server what the harm of a row does to those of a folder. */
async function harmAt(place: Place, { harm }: Harm): Promise<void> {
  const dir = join(tempFolder('server'), 'store');
  const files = await place.files();
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  }
  await harm(dir, { older: '', other: await otherFiles(), common: '' });
  const now = contents(dir);
  for (const path of new Set([...files.keys(), ...now.keys()])) {
    const bytes = now.has(path) ? readFileSync(join(dir, path)) : undefined;
    if (bytes === undefined || !files.get(path)?.equals(bytes)) await place.change(path, bytes);
  }
}

async function otherFiles(): Promise<string> {
  const dir = join(tempFolder('other'), 'store');
  const { living } = await fillStore(dir);
  await add(living, 't24');
  return dir;
}

/** A machine that uses the queue at an address for the first time. */
function machine(address: string): string {
  const dir = join(tempFolder('machine'), 'queue');
  putAddress(dir, address);
  return dir;
}

const PLACES = [
  ['PostgreSQL', inPostgres, hasPostgres],
  ['S3', inS3, true],
] as const;

describe.each(IS_SOAK ? PLACES : PLACES.slice(1))('in %s', (_, open, isThere) => {
  if (open === inPostgres && isThere) {
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres?.end());
  }

  test.each(everyNth(96, ROWS))(
    '%s: read before it or refused on every machine, named, and salvaged',
    isThere ? {} : NEEDS_POSTGRES,
    async (_, row) => {
      const place = await open();
      const writer = machine(place.address);
      const { living, behind, early } = await fillStore(writer, { address: place.address });
      for (const store of [living, behind, early]) await store.close();
      await harmAt(place, row);
      const unsaid = onlyKnownThere(row) ? [writer] : [writer, machine(place.address)];
      for (const dir of unsaid)
        expect(await seenFrom(dir)).toMatchObject({
          shows: row.shows,
          written: row.shows === 'all' && row.writes !== false,
        });
      const report = await examineStore(writer);
      for (const path of row.named)
        expect(report?.problems.map(({ file }) => file)).toContainEqual(expect.stringMatching(`${endOf(path)}$`));
      const lines = linesIn(await place.files());
      const { salvaged } = await salvageStore(writer, Date.now()).catch((error) => {
        expect(error.hint).toContain('backlog restore FILE');
        return { salvaged: null };
      });
      expect(salvaged?.after).toBe(row.salvage);
      const kept = linesIn(await place.files());
      for (const [line, seq] of lines) expect([seq, kept.has(line)]).toEqual([seq, true]);
      if (row.salvage === undefined || row.left) return;
      expect((await examineStore(writer))?.problems).toEqual([]);
      for (const dir of [writer, machine(place.address)])
        expect(await seenFrom(dir)).toMatchObject({
          shows: 'all',
          written: row.writes !== false || row.mended === true,
        });
    },
  );
});

/** A machine that has confirmed no change can't know that the last ones are missing. */
const onlyKnownThere = ({ harm }: Harm) =>
  ['the last commit is missing', 'the last three commits are missing'].some((name) => HARMS[name]?.harm === harm);

/** What a process of a machine sees, and whether it may write. */
async function seenFrom(dir: string): Promise<{ shows: Harm['shows']; written: boolean }> {
  const store = await openStore({ dir }).catch((error) => error);
  if (store instanceof Error) return { shows: 'nothing', written: false };
  const written = await add(store, `x${store.state.seq}`).then(
    () => true,
    () => false,
  );
  const shows = store.tail ? 'before' : 'all';
  await store.close();
  return { shows, written };
}

/** The lines of all changes, also of those that were set aside, with their numbers. */
function linesIn(files: ReadonlyMap<string, Buffer>): Map<string, number> {
  const texts = [...files].filter(([path]) => /^(damaged\/)?(log|history)\//.test(path)).map(([, bytes]) => bytes);
  const lines = texts
    .flatMap((bytes) => bytes.toString('latin1').split('\n'))
    .filter((line) => line.startsWith('{"v"'));
  return new Map(lines.map((line) => [line, Number(/"seq":(\d+)/.exec(line)?.[1])]));
}
