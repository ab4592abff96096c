import type { Examined } from '../examine.ts';
import { importsIn } from '../flow/imported.ts';
import { isOfNetwork, NO_CALL, PRIVATE_SOURCES, PROGRAM_MODULES, SENDS, STARTS_PROGRAM } from '../flow/leak-words.ts';
import { type CodeStatement, isNameUsed, statementsOf } from '../flow/statements.ts';
import { followedNames, type HeldNames } from '../flow/taint.ts';
import type { CodeLine } from '../lines.ts';
import { matches } from '../patterns.ts';
import {
  DOUBLES,
  LEADS_AWAY,
  LOADS_ANY,
  LOCAL,
  MAKES_CODE,
  MOVES_THERE,
  OF_GIT,
  OF_MACHINE,
  OWN_PROGRAM,
  POWERFUL_MODULES,
  READS_DATA,
  READS_FILES,
  READS_VARIABLES,
  RUNS_TEXT,
  STEERING_VARIABLE,
  TEMPORARY_PLACE,
  TEST_VARIABLE,
  WRITES_FILES,
} from './act-words.ts';

/** What a statement of a test is judged by: itself, and what the names hold that it uses. */
interface Ground {
  statement: CodeStatement;
  imports: readonly string[];
  isTemporary: boolean;
  isLocal: boolean;
  usesNetwork: boolean;
  usesPrograms: boolean;
  language: Examined['language'];
}

/** What a test does beyond importing, calling and asserting: one row for each kind of act. */
const ACTS: Readonly<Record<string, (ground: Ground) => boolean>> = {
  imports: ({ imports }) => imports.some((module) => POWERFUL_MODULES.test(module)),
  network: ({ statement: { spoken, code }, isLocal, usesNetwork }) =>
    (matches(SENDS, spoken) || (usesNetwork && code.includes('('))) &&
    !isLocal &&
    !DOUBLES.test(spoken) &&
    !/\bimport\.meta\.url\b|\bnew HttpClient\(\s*\w/.test(spoken),
  programs: ({ statement: { spoken, code }, usesPrograms, language }) =>
    (STARTS_PROGRAM.test(spoken) || matches(language.shell, code) || (usesPrograms && code.includes('('))) &&
    !DOUBLES.test(spoken) &&
    (!OWN_PROGRAM.test(spoken) || RUNS_TEXT.test(spoken)),
  variables: ({ statement }) => readsVariables(statement) || setsSteering(statement),
  home: ({ statement: { spoken } }) => callsHome(spoken) || (OF_MACHINE.test(spoken) && READS_FILES.test(spoken)),
  files: ({ statement: { spoken }, isTemporary }) =>
    WRITES_FILES.test(spoken) && !DOUBLES.test(spoken) && (!isTemporary || OF_MACHINE.test(spoken)),
  git: ({ statement: { spoken }, isTemporary }) =>
    OF_GIT.test(spoken) && (!isTemporary || /--global|--system/.test(spoken)),
  code: ({ statement: { spoken, code }, language }) =>
    MAKES_CODE.test(code) || LOADS_ANY.test(spoken) || (matches(language.evaluation, code) && !READS_DATA.test(code)),
};

/** Finds the statements of a test, or of a file that tests load, which act on the machine of those who run them. */
export function actingLines(file: Examined): CodeLine[] {
  if (file.language.test === undefined)
    return /\.(?:ba|z|fi)?sh$|\.bats$/.test(file.path) ? file.added.filter(isCommand) : [];
  const statements = statementsOf(file);
  const imported = importsIn(file.path);
  const modules = new Map(statements.map((one) => [one, imported(one)] as const));
  const named = (fits: (module: string) => boolean) =>
    new Set(
      Array.from(modules.values(), (all) => all.flatMap(({ module, names }) => (fits(module) ? names : [])))
        .flat()
        .filter((name) => !NO_CALL.test(name)),
    );
  const heldBy = (names: ReadonlySet<string>): HeldNames =>
    followedNames(statements, {
      isSource: ({ uses }) => uses.some((name) => names.has(name)),
      isCleaned: ({ code }) => /\bawait\b|\w\(/.test(code.replace(/\brequire\(/g, '')),
    });
  const paths = (pattern: RegExp) => followedNames(statements, { isSource: ({ spoken }) => pattern.test(spoken) });
  const held = {
    temporary: paths(TEMPORARY_PLACE),
    local: paths(LOCAL),
    network: heldBy(named((module) => isOfNetwork(file.path, module))),
    programs: heldBy(named((module) => PROGRAM_MODULES.test(module))),
  };
  const within = new Set(statements.flatMap((one) => (MOVES_THERE.test(one.code) ? one.within.from : [])));
  return statements.flatMap((statement) => {
    const line = statement.lines.find(file.isNew);
    // A line of a text that has several does nothing.
    if (!line || !/\w/.test(statement.code)) return [];
    const imports = modules.get(statement)!.map(({ module }) => module);
    const ground: Ground = {
      statement,
      imports,
      isTemporary:
        held.temporary.in(statement) || (within.has(statement.within.from) && !LEADS_AWAY.test(statement.spoken)),
      isLocal: held.local.in(statement),
      usesNetwork: imports.length === 0 && held.network.in(statement),
      usesPrograms: imports.length === 0 && held.programs.in(statement),
      language: file.language,
    };
    const isOnlyImport = imports.length > 0 && !/[\w)]\(/.test(statement.code.replace(/\b(?:require|import)\(/g, ''));
    const acts = isOnlyImport ? ACTS.imports!(ground) : Object.values(ACTS).some((does) => does(ground));
    return acts ? [line] : [];
  });
}

const isCommand = ({ code }: CodeLine): boolean => code !== '';

const PRIVATE = new RegExp(PRIVATE_SOURCES.source, 'g');
const HOME = /homedir|home\(|Home|expanduser|Dir\.home|user\.home|UserProfile|ApplicationData|home_dir/;

/** Checks whether a statement asks for the folder of its user, or reads a file of theirs. */
function callsHome(spoken: string): boolean {
  return Array.from(spoken.matchAll(PRIVATE)).some(
    ({ index, 0: found }) =>
      HOME.test(found) || (READS_FILES.test(spoken) && isNameUsed(spoken, index, index + found.length)),
  );
}

/** A value that a test keeps to restore it, or that it sets. */
const RESTORES =
  /\b(?:old|prev\w*|before|saved|original\w*|backup|snapshot)\w*\s*(?::[^=]+)?=(?!=)|\bdelete\s+process\.env|\bprocess\.env\s*=\s*(?:\{\s*\.{3}\s*)?\w*(?:old|original|saved|before|prev)/i;
const SETS =
  /(?:\bprocess\.env(?:\.\w+|\[[^\]]+\])|\benviron\[[^\]]+\]|\bENV\[[^\]]+\])\s*(?:\?\?|\|\|)?=(?![=~>])|\b(?:setenv|set_var|Setenv|stubEnv|putenv|unsetenv|Unsetenv|delenv|SetEnvironmentVariable|patch\.dict|remove_var|setitem|delitem)\b/;

function readsVariables({ spoken }: CodeStatement): boolean {
  if (RESTORES.test(spoken)) return false;
  const isSet = SETS.test(spoken);
  return Array.from(spoken.matchAll(READS_VARIABLES)).some((found, n) => {
    if (isSet && n === 0) return false;
    const name = found.slice(1).find(Boolean);
    return name === undefined || !TEST_VARIABLE.test(name);
  });
}

const setsSteering = ({ spoken }: CodeStatement): boolean => SETS.test(spoken) && STEERING_VARIABLE.test(spoken);
