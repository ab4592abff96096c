import { writeFiles } from '../../support/files.ts';
import { tempFolder as emptyFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';

/** Files by relative path: `{ 'src/a.ts': 'export {}' }`. */
export type Tree = Record<string, string>;

/** A folder that is gone when the test has finished. Its path has no symbolic link in it. */
export async function tempFolder(files: Tree = {}): Promise<string> {
  const folder = emptyFolder('backlog-e2e');
  writeFiles(folder, files);
  return folder;
}

/** A git repository with one commit that holds the files, gone when the test has finished. */
export async function tempRepo(files: Tree = {}): Promise<string> {
  const folder = await tempFolder({ 'README.md': '# A repository\n', ...files });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=start');
  return folder;
}
