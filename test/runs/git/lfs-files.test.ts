import { expect, test } from 'vitest';
import { wholeLfsFiles } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { stage } from './stage.ts';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 3000\n`;

test('files that .gitattributes give to git-lfs are found where they hold their whole content, also by attributes that the agent wrote', async () => {
  const on = stage({ files: { 'a.txt': 'a\n', '.gitattributes': '*.psd filter=lfs -text\n', 'old.psd': POINTER } });
  const tree = await on.start();
  writeFiles(tree, {
    'art/new ö.psd': 'x'.repeat(3_000),
    'small.psd': 'x',
    'empty.psd': '',
    'pointer.psd': POINTER,
    'a.txt': 'b\n',
    'sub/.gitattributes': '*.bin filter=lfs\n*.txt filter=other\n',
    'sub/b.bin': 'bin',
    'sub/c.txt': 'c',
  });
  const { commit, changed } = await on.snapshot();
  const paths = changed.map(({ path }) => path);
  expect(await wholeLfsFiles(on.place(), commit, paths)).toEqual(['art/new ö.psd', 'small.psd', 'sub/b.bin']);
  expect(await wholeLfsFiles(on.place(), commit, [])).toEqual([]);
});
