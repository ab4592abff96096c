import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Returns the licence texts of all bundled packages, sorted by name. */
export async function licenceNotices(root, inputs) {
  const packages = new Set();
  for (const file of inputs) {
    const found = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
    if (found) packages.add(found[1]);
  }
  const notices = await Promise.all([...packages].sort().map((folder) => notice(root, folder)));
  return notices.join(`\n${'-'.repeat(100)}\n\n`);
}

async function notice(root, folder) {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const file = (await readdir(join(root, folder))).sort().find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text = file
    ? (await readFile(join(root, folder, file), 'utf8')).replaceAll('\r\n', '\n')
    : '(the package ships no licence file)\n';
  return `${manifest.name} ${manifest.version} (${manifest.license ?? 'unknown licence'})\n\n${text}`;
}
