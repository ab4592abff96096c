import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { present } from '../../../src/base/present.ts';
import { HELP_GROUPS } from '../../../src/commands/groups.ts';
import { fitted } from '../../../src/interfaces/cli/help/fitted.ts';
import { commandHelp } from '../../../src/interfaces/cli/help/help-on.ts';
import { MACHINE, ROWS } from '../../../src/interfaces/cli/machine/table.ts';
import { readPostgresAddress } from '../../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { fakeS3 } from '../../support/s3-fake.ts';
import { startS3 } from '../../support/s3-server.ts';
import { everyNth } from '../../support/soak-test.ts';
import { compare, FOLDER, fewPrograms, recording } from './fixture.ts';
import { formsText } from './forms.ts';
import { FORMS, machineCopy, machineMask, standAt, type Typed, typed } from './machine.ts';
import { MACHINE_LINES, type MachineLines } from './machine-lines.ts';

// What each command of the machine prints on one fixed machine, and the help of each command: see recorded.test.ts.
const programs = fewPrograms();
const copy = machineCopy(programs);

const rows = MACHINE.flatMap(({ name }): [string, MachineLines][] => {
  const row = MACHINE_LINES[name as keyof typeof MACHINE_LINES];
  return row === undefined || 'why' in row ? [] : [[name, row]];
});
const played = (some: typeof rows) => (recording ? some : everyNth(4, some));
type Server = Pick<Typed, 'env'> & { address: string };

/** A copy of the machine, on which this process is ada's until it leaves. */
interface Copy {
  at: Typed;
  /** Puts the address of the server into a line. */
  words(line: string): string;
  leave(): void;
}

async function copyFor({ before = [], stdin, runs }: MachineLines, server?: () => Promise<Server>): Promise<Copy> {
  const home = await copy();
  const leave = standAt(home);
  const { address = '', env } = (await server?.()) ?? {};
  const at: Typed = { home, programs: programs(), ...present({ env, stdin, runs }) };
  const words = (line: string) => line.replaceAll('{server}', address);
  for (const line of before) expect(await typed(words(line), 'terminal, 80 columns', at)).toMatchObject({ code: 0 });
  return { at, words, leave };
}

async function recordedOf(name: string, row: MachineLines, server?: () => Promise<Server>): Promise<void> {
  const parts: string[] = [];
  let kept: Copy | undefined;
  for (const line of row.lines) {
    const texts: [string, string][] = [];
    for (const form of FORMS) {
      const { at, words, leave } = kept ?? (await copyFor(row, server));
      if (row.keeps) kept = { at, words, leave };
      const { code, out, err } = await typed(words(line), form, at);
      if (!row.keeps) leave();
      const said = [...(out ? [out] : []), ...(err ? [`stderr:\n${err}`] : []), ...(code ? [`exit ${code}`] : [])];
      texts.push([form, machineMask(at).text(said.join('\n'))]);
    }
    parts.push(`=== backlog ${line}\n${formsText(texts)}\n`);
  }
  kept?.leave();
  compare(`machine/${name}`, parts.join('\n'));
}

/** Serves an empty bucket. The test's end ends it. */
async function s3(): Promise<Server> {
  const service = fakeS3();
  service.buckets.set('work', new Map());
  const { env, address } = await startS3(service);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { env, address: address('work/web') };
}

describe('a command of the machine prints what is recorded', () => {
  test.each(played(rows.filter(([, { on }]) => on !== 'postgres')))('%s', (name, row) =>
    recordedOf(name, row, row.on && s3),
  );
});

describe('a command about the roles of a database prints what is recorded', NEEDS_POSTGRES, () => {
  let server: PostgresServer;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres();
    await inDatabase('create role dan login');
  });
  afterAll(() => server.end());
  async function inDatabase(statement: string) {
    const admin = connectPostgres(readPostgresAddress(server.address()));
    await admin.unsafe(statement);
    await admin.end();
  }

  test.each(played(rows.filter(([, { on }]) => on === 'postgres')))('%s', (name, row) =>
    recordedOf(name, row, async () => {
      const database = `work${++made}`;
      await inDatabase(`create database ${database}`);
      const address = server.address('web').replace(/(\/)[^/?]+(\?)/, `$1${database}$2`);
      return { address, env: { BACKLOG_STORE: address } };
    }),
  );
});

test.each(Object.keys(HELP_GROUPS))('the help of the commands of the group %s is what is recorded', async (group) => {
  const parts: string[] = [];
  for (const command of ROWS.filter((row) => row.group === group)) {
    const text = await commandHelp(command);
    const widths = [
      ['pipe', undefined],
      ['terminal, 80 columns', 80],
      ['terminal, 200 columns', 200],
    ] as const;
    parts.push(`=== ${command.name}\n${formsText(widths.map(([title, width]) => [title, fitted(text, width)]))}\n`);
  }
  compare(`help/${group}`, parts.join('\n'));
});

// Last, since the tests before write the files of new rows.
test('each command of the machine has a row, and each row with lines a file', () => {
  expect(MACHINE.filter(({ name }) => !Object.hasOwn(MACHINE_LINES, name)).map(({ name }) => name)).toEqual([]);
  const files = (folder: string) => readdirSync(join(FOLDER, folder)).sort();
  expect(files('machine')).toEqual(rows.map(([name]) => `${name}.txt`).sort());
  expect(files('help')).toEqual(
    Object.keys(HELP_GROUPS)
      .map((group) => `${group}.txt`)
      .sort(),
  );
});
