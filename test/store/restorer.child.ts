import { writeSync } from 'node:fs';
import { putInPlace } from '../../src/store/backup/place.ts';
import { unpack } from '../../src/store/backup/restore.ts';

/** Restores a backup, whatever is lost: `restorer.child <dir> <file>`. Says `putting` before it puts it in place, `done` at the end. */
const [dir = '', file = ''] = process.argv.slice(2);
const unpacked = await unpack(file, dir);
writeSync(1, 'putting\n');
await putInPlace(unpacked, dir);
writeSync(1, 'done\n');
