import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandboxMachine } from '../../../src/runs/sandbox/machine.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';

test('a bin folder comes with its libraries, never with the project around it', async () => {
  const project = tempFolder('project');
  writeFiles(project, { 'bin/tool': '#!/bin/sh\n', 'lib/a.js': '', 'share/b': '', '.env': 'KEY=secret\n' });
  chmodSync(join(project, 'bin/tool'), 0o755);
  const { programs } = await sandboxMachine('tool', { PATH: join(project, 'bin'), HOME: project }, project);
  expect(programs).toEqual(expect.arrayContaining(['bin', 'lib', 'share'].map((name) => join(project, name))));
  expect(programs).not.toContain(project);
});
