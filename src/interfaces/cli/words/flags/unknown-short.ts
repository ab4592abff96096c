import { ownProperty } from '../../../../base/own-property.ts';
import { present } from '../../../../base/present.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import { SHORT_FLAGS } from '../../../../commands/short-flags.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { SHORT_NOTES } from '../flag-spellings.ts';
import { isGlobal, plainWords } from '../global-flags.ts';
import type { Saying } from '../saying.ts';
import { changesTasks, insteadOf, leftOut, lineFor, lineWithWords } from '../unknown-flag.ts';
import { flagLine } from './foreign.ts';
import { asScope } from './kept-flags.ts';
import { elsewhere, misread } from './other-letters.ts';
import { programFlag } from './program-flag.ts';

/** Refuses a short flag with a value that another program's flag has. @throws BacklogError `usage` with the line */
export function refuseMisread(name: string, said: Saying): void {
  const { command, word, before, behind } = said;
  const words = misread(word.slice(1), behind[0], command, plainWords([...before, ...behind.slice(1)], takesAny));
  if (!words) return;
  const { line, words: instead } = insteadOf([...before, ...words, ...behind.slice(1)], said) ?? {
    line: lineWithWords(command, [...before, ...words, ...behind.slice(1)]),
  };
  refuse('usage', `${word} is ${inputOf('cli', name)} (did you mean \`${line}\`?)`, {
    data: { received: word, ...present({ instead }) },
  });
}

const takesAny = () => true;

/** Refuses an unknown short flag. The hint shows the line to type, or how to write a text. */
export function unknownShort(word: string, said?: Saying): never {
  const { command, behind: [next] = [] } = said ?? {};
  const letter = word.slice(1);
  const long = elsewhere(word, next);
  const known = long && said && Object.hasOwn(said.command.input().shape, long.name);
  const bare = { written: letter, name: letter, inline: undefined };
  const moved = said && (programFlag(bare, said) ?? asScope(bare, said));
  const { line, words: instead } =
    (moved && insteadOf(moved, said)) ??
    (said &&
      long &&
      (known && flagLine(long, said.behind, said.command) === undefined
        ? insteadOf([...said.before, inputOf('cli', long.name), ...said.behind], said)
        : lineFor(long, said))) ??
    {};
  const begun = Object.keys(command?.input().shape ?? {}).filter((name) => name.startsWith(letter.toLowerCase()));
  const meant = line ? [`\`${line}\``] : begun.map((name) => inputOf('cli', name));
  const has = (name: string) => isGlobal(name) || Object.hasOwn(command?.input().shape ?? {}, name);
  const short = Object.entries(SHORT_FLAGS)
    .filter(([, name]) => !command || has(name))
    .map(([each, name]) => `-${each} (${inputOf('cli', name)})`);
  const note = ownProperty(SHORT_NOTES, letter);
  const flags = command ? ` See all flags: \`${callOf('cli', command.name)} --help\`` : '';
  const text = [...(said?.before ?? []), '--', word, ...(next === undefined ? [] : [next])].map(shellWord).join(' ');
  const takesText = command !== undefined && TEXTS.has(command.cli?.positional?.[0] ?? '') && !changesTasks(command);
  const asText = takesText ? ` To use it as text: \`${callOf('cli', command.name, text)}\`` : '';
  return refuse('usage', `unknown flag ${word}${meant.length > 0 ? ` (did you mean ${meant.join(' or ')}?)` : ''}`, {
    hint: `${line && said && long ? leftOut(long, said, line) : ''}${note ? `${note} ` : ''}The short flags are ${short.join(', ')}.${asText || flags}`,
    data: { received: word, ...present({ instead, line, nearest: line ? undefined : begun[0] }) },
  });
}

/** Fields that accept any text or filter terms. */
const TEXTS: ReadonlySet<string> = new Set(['description', 'text', 'content', 'filter']);
