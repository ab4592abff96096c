/** The lines of the page around the picture. */
const [BEGIN, END] = ['<!-- imports: npm run docs -->', '<!-- end of imports -->'];

const folderOf = (path) => /^src\/([^/]+)\//.exec(path)?.[1];

/** Returns the folders of src that have modules, the lowest layer first. */
export function foldersOf(modules, layers) {
  return layers.filter((layer) => modules.some(({ source }) => folderOf(source) === layer));
}

/**
 * Draws a row for each folder of src, the lowest layer first. A row has a mark in the column of each folder that it
 * imports. If every mark is left of the diagonal, no folder imports a higher layer, and there is no cycle.
 */
export function pictureOf(modules, layers) {
  const imports = new Set(
    modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved }) => `${folderOf(source)} ${folderOf(resolved)}`),
    ),
  );
  const folders = foldersOf(modules, layers);
  const width = Math.max(...folders.map(({ length }) => length)) + 2;
  const line = (first, cell) =>
    first.padEnd(width) + folders.map((folder) => cell(folder).padEnd(folder.length + 2)).join('');
  const mark = (folder, other) => (folder === other ? '·' : imports.has(`${folder} ${other}`) ? 'x' : '');
  return [line('', (folder) => folder), ...folders.map((folder) => line(folder, (other) => mark(folder, other)))]
    .map((text) => text.trimEnd())
    .join('\n');
}

/** Replaces the picture in the page. */
export function withPicture(page, picture) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n\`\`\`\n${picture}\n\`\`\`\n\n${page.slice(end)}`;
}
