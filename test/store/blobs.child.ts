import { openStore } from '../../src/store/index.ts';

/** Another process that looks after the store (`blobs.child <dir> collect`) or keeps a text (`blobs.child <dir> keep <text>`). */
const [dir = '', does = '', text = ''] = process.argv.slice(2);
const store = await openStore({ dir });
if (does === 'keep') await store.putBlob(text);
else await store.maintain({ force: true });
