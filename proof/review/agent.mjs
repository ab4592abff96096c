// The agent of the queue that people review: writes the files of the planted result that its task names.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [, , results] = process.argv;
const changes = JSON.parse(readFileSync(results, 'utf8'))[process.env.BACKLOG_TASK_ID];
for (const { path, after } of changes) {
  if (after === undefined) rmSync(path);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after);
  }
}
console.log('Done. All tests pass.');
