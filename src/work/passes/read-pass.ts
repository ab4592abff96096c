import { readStrictYaml, refuseLine, type StrictNode } from '../../sources/reading/yaml/strict-yaml.ts';
import { decoded, textOfNode } from '../config/config-text.ts';
import { PASS_NAME } from '../settings/inbox-settings.ts';
import { BUILT_IN_PASSES, type BuiltInPass, isBuiltIn } from './known-passes.ts';

/** When a pass runs. The orchestrator starts those that do not run by hand. */
export const PASS_TIMES = ['by hand', 'after merges', 'when idle'] as const;

/** Limits of pass files: bytes of one file, number of files, and candidates of one run. */
export const PASS_LIMITS = {
  bytes: 8 * 1024,
  files: 20,
  most: { usual: 20, largest: 100 },
  /** Minutes, dollars and turns of one run of an agent. */
  minutes: { usual: 15, largest: 120 },
  dollars: { usual: 1, largest: 50 },
  turns: { usual: 40, largest: 500 },
} as const;

/** A pass that looks for work. */
export interface Pass {
  name: string;
  when: (typeof PASS_TIMES)[number];
  /** The program with its arguments. It prints candidates. */
  program?: string[];
  /** The agent that looks for work. It gets the instructions as its prompt, and answers with candidates. */
  agent?: string;
  /** The built-in pass that looks for work. */
  uses?: BuiltInPass;
  /** Maximum minutes of one run; by default those of a check for a program. */
  minutes?: number;
  /** Maximum cost and turns of one run of an agent. */
  dollars: number;
  turns: number;
  /** Candidates must be below one of these paths; empty: anywhere. */
  paths: string[];
  /** Maximum number of new proposals in one run. */
  most: number;
  /** The types that it may propose; empty: every type. */
  proposes: string[];
  /** The instructions below the front matter. The program reads them on standard input. */
  body: string;
}

const FRONT = /^---\n(.*?)^---[ \t]*(?:\n|$)/ms;

/**
 * Reads a pass: front matter in YAML between two lines `---`, then instructions.
 * @throws BacklogError `invalid` with file and line
 */
export async function readPass(name: string, text: string, file: string): Promise<Pass> {
  if (!PASS_NAME.test(name))
    refuseLine(file, undefined, `expected a name of small letters, digits, - and _, received ${JSON.stringify(name)}`);
  const plain = decoded(Buffer.from(text), file);
  const [whole, front] = FRONT.exec(plain) ?? [];
  if (whole === undefined || front === undefined || !plain.startsWith('---\n'))
    return refuseLine(file, 1, 'expected front matter between two lines ---, such as `program: [node, find.mjs]`');
  const root = await readStrictYaml(front, file);
  if (root?.kind !== 'map')
    return refuseLine(file, 2, 'expected keys with values, such as `program: [node, find.mjs]`');
  const pass: Pass = {
    ...{ name, when: 'by hand', paths: [], most: PASS_LIMITS.most.usual, proposes: [] },
    ...{ dollars: PASS_LIMITS.dollars.usual, turns: PASS_LIMITS.turns.usual },
    body: plain.slice(whole.length).trim(),
  };
  for (const { key, line, value } of root.entries) {
    const set = KEYS[key];
    if (!set)
      refuseLine(file, line + 1, `unknown key ${JSON.stringify(key)}`, `Keys here: ${Object.keys(KEYS).join(', ')}`);
    else set(pass, value, { file, line: line + 1, key });
  }
  if ([pass.program, pass.agent, pass.uses].filter((one) => one !== undefined).length !== 1)
    refuseLine(file, 1, 'expected either program, agent or uses', 'For example: `program: [node, find.mjs]`');
  if (pass.agent !== undefined && pass.body === '')
    refuseLine(file, 1, 'expected instructions for the agent below the second line ---');
  return pass;
}

interface At {
  file: string;
  line: number;
  key: string;
}

const KEYS: Readonly<Record<string, (pass: Pass, value: StrictNode, at: At) => void>> = {
  name(pass, value, at) {
    const name = textOfNode(value, at.key, at.file);
    if (name !== pass.name) refuseLine(at.file, at.line, `name: expected ${pass.name}, the name of the file`);
  },
  when(pass, value, at) {
    const when = textOfNode(value, at.key, at.file);
    pass.when =
      PASS_TIMES.find((one) => one === when) ??
      refuseLine(at.file, at.line, `when: expected ${PASS_TIMES.join(', ')}, received ${JSON.stringify(when)}`);
  },
  program(pass, value, at) {
    pass.program = listOf(value, at);
    if (pass.program.length === 1 && /\s/.test(pass.program[0]!))
      refuseLine(
        at.file,
        at.line,
        `program: expected a list of words, such as ${JSON.stringify(pass.program[0]!.split(/\s+/))}`,
      );
  },
  agent(pass, value, at) {
    pass.agent = textOfNode(value, at.key, at.file);
  },
  paths(pass, value, at) {
    pass.paths = listOf(value, at);
  },
  uses(pass, value, at) {
    const name = textOfNode(value, at.key, at.file);
    if (!isBuiltIn(name))
      return refuseLine(
        at.file,
        at.line,
        `uses: expected ${Object.keys(BUILT_IN_PASSES).join(', ')}, received ${JSON.stringify(name)}`,
      );
    pass.uses = name;
  },
  most(pass, value, at) {
    pass.most = numberOf(value, at, PASS_LIMITS.most.largest, Number.isInteger);
  },
  minutes(pass, value, at) {
    pass.minutes = numberOf(value, at, PASS_LIMITS.minutes.largest);
  },
  dollars(pass, value, at) {
    pass.dollars = numberOf(value, at, PASS_LIMITS.dollars.largest);
  },
  turns(pass, value, at) {
    pass.turns = numberOf(value, at, PASS_LIMITS.turns.largest, Number.isInteger);
  },
  proposes(pass, value, at) {
    pass.proposes = listOf(value, at);
  },
};

/** Reads a number above 0. */
function numberOf(value: StrictNode, { file, key, line }: At, largest: number, fits?: typeof Number.isInteger): number {
  const text = textOfNode(value, key, file);
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!(number > 0 && number <= largest) || fits?.(number) === false)
    refuseLine(
      file,
      line,
      `${key}: expected a ${fits ? 'whole number from 1' : 'number above 0, at most'} ${fits ? `to ${largest}` : largest}, received ${JSON.stringify(text)}`,
    );
  return number;
}

function listOf(value: StrictNode, { file, key, line }: At): string[] {
  const items = value.kind === 'list' ? value.items : [value];
  if (items.length === 0) refuseLine(file, line, `${key}: expected at least one element`);
  return items.map((item) => textOfNode(item, key, file));
}
