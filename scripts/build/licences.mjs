import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownPackage, repositoryOf } from './metadata.mjs';

/** Matches the folder of a package in the path of one of its files. */
const FOLDER = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//;
/** Matches the name of a package in the path of a source, also in the folders of other package managers. */
const NAME = /.*\bnode_modules\/((?:@[^/]+\/)?[^/.][^/]*)\//;

/**
 * Returns where the sources are, and the licence texts of all bundled packages, sorted by name. Packages with the same
 * text share it. Some packages contain others in their own files; their source maps name them.
 * @param inputs the bundled files, as paths from the root
 */
export async function licenceNotices(root, inputs) {
  const packages = new Map();
  for (const file of inputs) {
    const folder = FOLDER.exec(file)?.[1];
    if (!folder) continue;
    packages.set(folder, undefined);
    for (const name of await embeddedIn(root, file)) {
      // npm puts it beside the package, or below it if another version is there.
      const below = `${folder}/node_modules/${name}`;
      const own = existsSync(join(root, below)) ? below : `node_modules/${name}`;
      if (!packages.has(own)) packages.set(own, FOLDER.exec(file)[1].replace(/.*node_modules\//, ''));
    }
  }
  const sorted = [...packages].sort(([one], [other]) => (one < other ? -1 : 1));
  const packagesOf = new Map();
  for (const [folder, inside] of sorted) {
    const { title, text } = await noticeOf(root, folder, inside);
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), title]);
  }
  const notices = Array.from(packagesOf, ([text, titles]) => `${titles.join('\n')}\n\n${text}`);
  return [ownNotice(ownPackage(root)), ...notices].join(`\n${'-'.repeat(100)}\n\n`);
}

/** Returns where the sources of the bundles are, and the command that makes the same bytes again. */
function ownNotice(own) {
  const address = repositoryOf(own);
  const where = address ? `from ${address}` : 'from src/ of its repository';
  return `Backlog ${own.version} (${own.license}), bundled ${where}. \`npm ci && npm run build\` there makes the same files again.
The packages below are bundled with it.
`;
}

/** Returns the names of the packages whose sources a bundled file already contains. */
async function embeddedIn(root, file) {
  const map = join(root, `${file}.map`);
  if (!existsSync(map)) return [];
  const { sources = [] } = JSON.parse(await readFile(map, 'utf8'));
  return new Set(sources.flatMap((source) => NAME.exec(source)?.[1] ?? []));
}

/** Returns a package's name, version and licence, and the licence's text. */
async function noticeOf(root, folder, inside) {
  const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const file = (await readdir(join(root, folder))).sort().find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text = file
    ? (await readFile(join(root, folder, file), 'utf8')).replaceAll('\r\n', '\n')
    : '(the package ships no licence file)\n';
  const version = inside ? `inside ${inside}` : manifest.version;
  return { title: `${manifest.name} ${version} (${manifest.license ?? 'unknown licence'})`, text };
}
