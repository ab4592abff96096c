import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Installation } from '../../src/connect/request.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';

export const SKILLS = fileURLToPath(new URL('../../skills', import.meta.url));

export interface Place extends Installation {
  /** Everything that the folders of the person and the project hold, as one value: names, texts, links and modes. */
  everything(): Record<string, string>;
}

/** A person's home with a repository beside it, and a program that lies elsewhere. */
export function ground(files: Readonly<Record<string, string>> = {}, env: Record<string, string> = {}): Place {
  const top = tempFolder('connect');
  writeFiles(top, { 'repo/.git/HEAD': '', 'opt/bin/backlog': '', ...files });
  chmodSync(join(top, 'opt/bin/backlog'), 0o755);
  mkdirSync(join(top, 'home'), { recursive: true });
  return {
    machine: {
      home: join(top, 'home'),
      env: { BACKLOG_HOME: join(top, 'queue'), PATH: join(top, 'opt/bin'), ...env },
      platform: 'linux',
    },
    cwd: join(top, 'repo'),
    started: { node: process.execPath, script: join(top, 'opt/bin/backlog') },
    skills: { folder: SKILLS, version: '1.2.3' },
    everything: () => contents(top),
  };
}

function contents(folder: string, path = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, path), { withFileTypes: true }).map((entry) => {
      const name = join(path, entry.name);
      const file = join(folder, name);
      if (entry.isDirectory()) return { [`${name}/`]: '', ...contents(folder, name) };
      if (entry.isSymbolicLink()) return { [name]: `-> ${readlinkSync(file)}` };
      return { [name]: `${(lstatSync(file).mode & 0o777).toString(8)} ${readFileSync(file, 'latin1')}` };
    }),
  );
}
