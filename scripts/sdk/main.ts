// npm run sdk: writes the SDK's files that are generated from the table of commands. The tests, the checks and the build
// run it. Git ignores the files.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sdkReads, sdkTypes } from './types.ts';

const folder = join(process.env.BACKLOG_REPOSITORY ?? process.cwd(), 'src/web/sdk');

for (const [name, text] of Object.entries({ 'calls.ts': sdkTypes(), 'reads.ts': sdkReads() })) {
  const file = join(folder, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  // Writes a temporary file and renames it, because another build may be reading the file.
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}
