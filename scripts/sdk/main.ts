// npm run sdk: writes the SDK's files generated from the table of commands. `npm ci`, the checks and the build run it;
// git ignores the files.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sdkReads, sdkTypes } from './types.ts';

const folder = join(process.env.BACKLOG_REPOSITORY ?? process.cwd(), 'src/web/sdk');

for (const [name, text] of Object.entries({ 'calls.ts': sdkTypes(), 'reads.ts': sdkReads() })) {
  const file = join(folder, name);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  // Renames the file into place, because another build may be reading it.
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}
