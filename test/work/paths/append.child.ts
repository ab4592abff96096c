import { closeSync } from 'node:fs';
import { appendPlain } from '../../../src/work/paths/plain-file.ts';

/** Opens a file again and again, while a test puts other things in its place. */
const file = process.argv[2] ?? '';
for (let n = 0; n < 5_000; n++) closeSync(appendPlain(file));
process.stdout.write('done\n');
