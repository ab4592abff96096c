import { expect, test } from 'vitest';
import { FOLDER_FORMATS, FORMAT_TITLES, READ_FORMATS, WRITTEN_FORMATS } from '../../src/domain/task-formats.ts';
import { FOLDERS, READABLE_FORMATS, WRITTEN } from '../../src/sources/index.ts';

test('the names of formats in help and in schemas are those of the formats that read and write', () => {
  const names = (formats: readonly { name: string }[]) => formats.map(({ name }) => name);
  expect(READ_FORMATS).toEqual(names(READABLE_FORMATS));
  expect(WRITTEN_FORMATS).toEqual(names(WRITTEN));
  expect(FOLDER_FORMATS).toEqual(names(FOLDERS));
  expect(Object.keys(FORMAT_TITLES).sort()).toEqual([...READ_FORMATS].sort());
});
