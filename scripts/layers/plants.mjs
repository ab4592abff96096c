import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Returns a file that breaks a rule. Without `rule`, it is a file that another such file imports. */
const plant = (rule, name, text) => ({ rule, file: `src/${name}.ts`, text });

/**
 * Returns files that break the rules, at least one for each rule. They are made from the same lists as the rules, so a
 * new layer or library is tested automatically.
 * @param existing the folders of src that have files to import
 */
export function plantsFor({ layers, homes, pure }, existing) {
  return [
    ...layers.flatMap((layer, height) => layer.flatMap((folder) => upward(folder, { layers, height, existing }))),
    ...Object.keys(homes).map((library) =>
      plant(
        `home-of-${library.replace(/[@/]/g, '')}`,
        `domain/planted-${library.replace(/\W/g, '-')}`,
        `export * from '${library}';`,
      ),
    ),
    ...pure.map((folder) =>
      plant('pure-folders-touch-nothing', `${folder}/planted-effect`, `export { readFileSync } from 'node:fs';`),
    ),
    plant(
      'no-cycles',
      'report/planted-circle',
      `import { b } from './planted-circle-b.ts';\nexport const a = () => b;`,
    ),
    plant(undefined, 'report/planted-circle-b', `import { a } from './planted-circle.ts';\nexport const b = () => a;`),
    plant(
      'no-cycles',
      'report/planted-circle-of-types',
      `import type { B } from './planted-circle-of-types-b.ts';\nexport type A = B[];`,
    ),
    plant(
      undefined,
      'report/planted-circle-of-types-b',
      `import type { A } from './planted-circle-of-types.ts';\nexport type B = A | string;`,
    ),
    plant(undefined, 'planted-nowhere/planted', 'export const nowhere = true;'),
  ];
}

/**
 * Returns imports that break the order of layers: of every higher layer, of every folder in the same layer, and of a
 * folder in no layer.
 */
function upward(folder, { layers, height, existing }) {
  const forbidden = layers
    .slice(height)
    .flat()
    .filter((other) => other !== folder && existing.includes(other));
  return [...forbidden, 'planted-nowhere'].map((other) =>
    plant(`layer-${folder}`, `${folder}/planted-import-of-${other}`, `export * from '../${other}/planted.ts';`),
  );
}

/** Writes the files, and a file in each layer that they can import. */
export async function plantAll(plants, existing) {
  const targets = existing.map((folder) => plant(undefined, `${folder}/planted`, 'export const planted = true;'));
  for (const { file, text } of [...plants, ...targets]) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\n`);
  }
}
