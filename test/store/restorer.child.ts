import { writeSync } from 'node:fs';
import { replaceStore } from '../../src/store/backup/replace-store.ts';
import { unpack } from '../../src/store/backup/restore.ts';

/** Restores a backup, whatever is lost: `restorer.child <dir> <file>`. Says `putting` before it puts it in place, `done` at the end. */
const [dir = '', file = ''] = process.argv.slice(2);
const unpacked = await unpack(file, dir);
writeSync(1, 'putting\n');
await replaceStore(unpacked, dir);
writeSync(1, 'done\n');
