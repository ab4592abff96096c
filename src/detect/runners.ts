import type { ProjectFiles } from './files.ts';
import type { FoundCheck, Kind } from './tool.ts';

/** A program that runs named commands of a file. */
interface Runner {
  name: string;
  files: readonly string[];
  /** Matches the name of a command at the start of a line. */
  target: RegExp;
  command: string;
}

const RUNNERS: readonly Runner[] = [
  {
    name: 'make',
    files: ['GNUmakefile', 'makefile', 'Makefile'],
    // `::=` and `:=` set variables.
    target: /^([A-Za-z][\w-]*)\s*:(?![:=])/gm,
    command: 'make',
  },
  {
    name: 'just',
    files: ['justfile', 'Justfile', '.justfile'],
    target: /^@?([A-Za-z][\w-]*)(?:[ \t]+[^:=\n]*)?:(?!=)/gm,
    command: 'just',
  },
  {
    name: 'task',
    files: ['Taskfile.yml', 'Taskfile.yaml'],
    target: /^ {2}([A-Za-z][\w-]*):/gm,
    command: 'task',
  },
];

/** Names of targets, by kind. The first one that exists counts. */
const TARGETS: Readonly<Record<Kind, readonly string[]>> = {
  test: ['test', 'tests', 'check'],
  lint: ['lint'],
  types: ['typecheck', 'types'],
  build: ['build'],
};

/** Returns the checks that a Makefile or a similar file defines, with the name of its program. */
export function runnerChecks(files: ProjectFiles): { tool: string; check: FoundCheck }[] {
  for (const { name, files: own, target, command } of RUNNERS) {
    const file = own.find((one) => files.names.has(one));
    if (file === undefined) continue;
    const targets = new Set(Array.from((files.text(file) ?? '').matchAll(target), ([, word = '']) => word));
    const found = (Object.keys(TARGETS) as Kind[]).flatMap((kind) => {
      const word = TARGETS[kind].find((one) => targets.has(one));
      const from = `${file}: ${word}`;
      return word === undefined
        ? []
        : [{ tool: name, check: { kind, command: `${command} ${word}`, from, declared: true } }];
    });
    if (found.length > 0) return found;
  }
  return [];
}
