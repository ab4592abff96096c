import { type Examined, isTested, type RiskRuleRow } from '../examine.ts';
import { addedLines, foundIn, isAny } from '../find.ts';
import type { CodeLine } from '../lines.ts';
import { matches } from '../patterns.ts';

/** The rules about what tests ask about: the code, or something else. */
export const SUBJECT_RULES = {
  ownDoubles: { says: 'tests its own doubles', find: (all) => foundIn(all.filter(isTested), ofOwnDoubles) },
  ownTestWords: {
    says: 'redefines words of the test program',
    find: (all) => addedLines(all, ({ code }) => TEST_WORDS.test(code), isAny),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** A definition of what the test program itself provides. */
const TEST_WORDS =
  /@interface\s+(?:Test|ParameterizedTest|BeforeEach|Disabled)\b|\b(?:function|const|let|var)\s+(?:expect|it|test|describe)\s*[=(]|\bclass\s+(?:Assert(?:ions)?|Fact(?:Attribute)?|TestAttribute)\b|\bdef\s+(?:expect|it|describe|assert_equal|assert)\b|\bmacro_rules!\s+assert\w*|\bstatic\s+\w+\s+assert(?:Equals|True|Throws)\s*\(/;

const DOUBLE =
  /^(?:const|let|var|final|auto|val)?\s*(?:mut\s+)?(?:[A-Z][\w<>]*\s+)?([A-Za-z_]\w*)\s*:?=\s*(?:new\s+)?(?:(?:vi|jest)\.fn\(|sinon\.|(?:Magic|Async)?Mock[<(]|mock\(|Mockito\.mock\(|Substitute\.For|(?:instance_)?double\(|spy\()/;
/** Assertions about the calls of a double: these say what the code did with it. */
const OF_CALLS = /Called|called|calls|verify|received|Received|have_received|mock\.(?:results|lastCall)/i;

/** Finds assertions whose subject is a double that the test made itself. */
function ofOwnDoubles(file: Examined): CodeLine[] {
  const doubles = new Set<string>();
  return file.after.filter((line) => {
    const { code } = line;
    if (matches(file.language.test, code)) doubles.clear();
    const name = DOUBLE.exec(code)?.[1];
    if (name) doubles.add(name);
    if (!file.isNew(line) || !matches(file.language.assertion, code) || OF_CALLS.test(code)) return false;
    const subject = SUBJECT.exec(code)?.slice(1).find(Boolean);
    return subject !== undefined && doubles.has(subject);
  });
}

/** The name with which the subject of an assertion begins. */
const SUBJECT =
  /\bexpect\(\s*(?:await\s+)?(\w+)|^assert\s+(\w+)|\b[aA]ssert\w*(?:\.\w+)?\([^,]*,\s*(?:await\s+)?(\w+)[.(]/;
