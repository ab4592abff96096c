import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootId } from '../../../src/work/processes/process-facts.ts';
import { isAlive, ownIdentity } from '../../../src/work/processes/processes.ts';
import { machineOf, readMachine } from '../../../src/work/processes/queue-machine.ts';
import { tempFolder } from '../../support/folder.ts';

const SYSTEM = { machine: 'same', boot: 'one' };
const fileIn = (folder: string) => join(folder, 'machine.json');

test('two folders of one queue are two machines, although the system has one id', () => {
  const [one, two] = [fileIn(tempFolder()), fileIn(tempFolder())];
  const ids = [one, two, one, two].map((file) => readMachine(file, SYSTEM)?.id);
  expect(ids[0]).toBe(ids[2]);
  expect(ids[1]).toBe(ids[3]);
  expect(ids[0]).not.toBe(ids[1]);
});

test('a machine keeps its id after a reboot, and knows its boots', () => {
  const file = fileIn(tempFolder());
  const first = readMachine(file, SYSTEM);
  expect(readMachine(file, { ...SYSTEM, boot: 'two' })).toMatchObject({ id: first?.id, boots: ['one', 'two'] });
  expect(readMachine(file, SYSTEM)).toMatchObject({ id: first?.id, boots: ['one', 'two'] });
  expect(readMachine(file, { ...SYSTEM, boot: undefined })).toMatchObject({ id: first?.id });
});

test('a copy of a machine has its id, but not its later boots', () => {
  const [one, two] = [tempFolder(), tempFolder()];
  readMachine(fileIn(one), SYSTEM);
  cpSync(one, two, { recursive: true });
  const [original, copy] = [
    readMachine(fileIn(one), { ...SYSTEM, boot: 'original' }),
    readMachine(fileIn(two), { ...SYSTEM, boot: 'copy' }),
  ];
  expect(original?.boots).toEqual(['one', 'original']);
  expect(copy?.boots).toEqual(['one', 'copy']);
});

test('a folder that was copied to a machine with another id is another machine', () => {
  const file = fileIn(tempFolder());
  const first = readMachine(file, SYSTEM);
  expect(readMachine(file, { machine: 'other', boot: 'two' })?.id).not.toBe(first?.id);
});

test('a damaged file is written again; a folder that nobody can write has no identity', () => {
  const folder = tempFolder();
  writeFileSync(fileIn(folder), '{"id":');
  const made = readMachine(fileIn(folder), SYSTEM);
  expect(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).toMatchObject({ id: made?.id });
  mkdirSync(join(folder, 'sub'));
  expect(readMachine(join(folder, 'sub', 'missing', 'machine.json'), SYSTEM)).toBeUndefined();
});

test('an id that was used while the folder was missing is kept by the first write', () => {
  const dir = join(tempFolder(), 'queue');
  const before = machineOf(dir);
  expect(machineOf(dir)).toEqual(before);
  mkdirSync(dir);
  expect(machineOf(dir)).toEqual(before);
  expect(JSON.parse(readFileSync(fileIn(dir), 'utf8'))).toMatchObject({ id: before.id });
});

const self = ownIdentity();
const OTHER_BOOT = '00000000-0000-4000-8000-000000000000';

test.each([
  ['of this boot, which is alive', self, [self.boot], true],
  ['of this boot, which ended', { ...self, start: '1' }, [self.boot], false],
  ['of an earlier boot of this machine', { ...self, boot: OTHER_BOOT }, [OTHER_BOOT, self.boot], false],
  ['of a boot of a copy of this machine', { ...self, boot: OTHER_BOOT }, [self.boot], undefined],
  ['of another boot, in a queue on a disk', { ...self, boot: OTHER_BOOT }, undefined, false],
] as const)('a process %s', (_, process, boots, lives) => {
  expect(bootId()).toBe(self.boot);
  expect(isAlive(process, boots)).toBe(lives);
});
