import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FOLDER, MOST_KB, PICTURES, SIZE } from '../../scripts/pictures/pictures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (file: string) => readFileSync(`${root}/${file}`, 'utf8');
const taken = PICTURES.map(({ file }) => file).sort();

test('what npm run pictures takes is what is there, and what pages show', () => {
  const there = readdirSync(`${root}/${FOLDER}`).filter((name) => name.endsWith('.webp'));
  const pages = [
    'README.md',
    ...readdirSync(`${root}/docs`, { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
  ];
  const shown = pages
    .filter((name) => name.endsWith('.md'))
    .flatMap((page) => [...text(page).matchAll(/!\[[^\]]+\]\([^)]*?([\w-]+\.webp)\)/g)].map(([, name]) => name!));
  expect(there.sort()).toEqual(taken);
  expect([...new Set(shown)].sort()).toEqual(taken);
});

test.each(PICTURES)('$file is of the usual size and small', ({ file }) => {
  const bytes = readFileSync(`${root}/${FOLDER}/${file}`);
  expect(bytes.length).toBeLessThanOrEqual(MOST_KB * 1024);
  expect(sizeOf(bytes)).toEqual(SIZE);
});

/** Of a WebP with the extended header, in which width and height less one are 24 bits each. RFC 9649, section 2.7. */
function sizeOf(bytes: Buffer) {
  expect([bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 16)]).toEqual(['RIFF', 'WEBPVP8X']);
  return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
}
