import { nearest } from '../../../../base/nearest.ts';
import { flagIn, isGlobal, positionalWords, type WrittenFlag } from '../global-flags.ts';
import { type Saying, valueAndOthers } from '../saying.ts';
import { respelledFlag } from './foreign.ts';

/**
 * Returns the words to type instead of a line whose flag belongs to a program that the line names. Undefined for other
 * lines.
 */
export function programFlag(flag: WrittenFlag, saying: Omit<Saying, 'parse'>): readonly string[] | undefined {
  return commandQuoted(flag, saying) ?? binaryNamed(flag, saying) ?? behindDashes(flag, saying);
}

/** Quotes the command line that a setting gets: `setting set checks.unit node --test`. */
function commandQuoted({ name }: WrittenFlag, { command, word, before, behind }: Omit<Saying, 'parse'>) {
  const [setting, program, ...others] = before;
  if (command.name !== 'setting_set' || program === undefined || isGlobal(name) || !RUNS_PROGRAM.test(setting!))
    return undefined;
  return [setting!, [program, ...others, word, ...behind].join(' ')];
}

/** The settings whose value is a command line. */
const RUNS_PROGRAM = /^(?:checks|runs)\./;

/** Names the program of a client by `--binary` instead of `--command`. For other agents, that is the whole command. */
function binaryNamed(flag: WrittenFlag, saying: Omit<Saying, 'parse'>) {
  const { value, others } = valueAndOthers(flag, saying);
  if (flag.name !== 'command' || value === undefined || !/^agent_(add|update)$/.test(saying.command.name))
    return undefined;
  const at = others.findIndex((word) => flagIn(word)?.name === 'provider');
  const provider = at < 0 ? others[0] : (flagIn(others[at]!)?.inline ?? others[at + 1]);
  if ((provider !== 'claude' && provider !== 'codex') || /\s/.test(value)) return undefined;
  return [...others, '--binary', value];
}

/** Puts a program and its words behind `--`: `agent add night -- sh -c "…"`. A flag that is nearly one of the command stays. */
function behindDashes(flag: WrittenFlag, { command, word, before, behind }: Omit<Saying, 'parse'>) {
  const [, program] = positionalWords(before, (name) => Object.hasOwn(command.input().shape, name));
  if (command.cli?.afterDashes === undefined || program === undefined) return undefined;
  if (respelledFlag(flag, behind[0], command) || nearest(flag.name, Object.keys(command.input().shape)))
    return undefined;
  const at = before.lastIndexOf(program);
  return [...before.slice(0, at), '--', ...before.slice(at), word, ...behind];
}
