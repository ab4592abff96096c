import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const KILOBYTE = 1024;

/** Sizes of the board's app with gzip, in KB. */
export interface AppSizes {
  all: number;
  /** The files that the first view loads. */
  first: number;
  /** Names of the files with which a page starts. */
  starts: string[];
}

/** Measures the files of the app. @param assets their folder */
export function appSizes(assets: string): AppSizes {
  const read = (name: string) => readFileSync(join(assets, name));
  const sizes = new Map(readdirSync(assets).map((name) => [name, gzipSync(read(name)).length / KILOBYTE]));
  const sum = (names: Iterable<string>) => [...names].reduce((all, name) => all + sizes.get(name)!, 0);
  const first = new Set<string>();
  const starts = [...sizes.keys()].filter((name) => /^(app|style|now|InterVariable)-/.test(name));
  const reach = (name: string) => {
    if (first.has(name)) return;
    first.add(name);
    for (const [, next] of read(name)
      .toString()
      .matchAll(/(?:from|import)"\.\/([^"]+)"/g))
      reach(next!);
  };
  starts.forEach(reach);
  return { all: sum(sizes.keys()), first: sum(first), starts };
}
