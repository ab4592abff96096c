import { type Examined, isTested, type RiskFinding, type RiskRuleRow } from '../examine.ts';
import { addedLines, found } from '../find.ts';
import { type CodeLine, partnersOf } from '../lines.ts';
import { matches } from '../patterns.ts';
import { tests } from '../test-rules.ts';

/** The rules about what tests ask about: the code, or something else. */
export const SUBJECT_RULES = {
  otherSubjects: {
    says: 'lets assertions ask about something else',
    find: (examined) => {
      const names = new Set(
        examined.flatMap(({ isTest, after }) =>
          isTest ? [] : after.flatMap(({ code }) => code.match(/[A-Za-z_]\w{2,}/g) ?? []),
        ),
      );
      return tests(examined).flatMap((file) => withOtherSubjects(file, (name) => names.has(name)));
    },
  },
  ownDoubles: { says: 'tests its own doubles', find: (examined) => examined.filter(isTested).flatMap(ofOwnDoubles) },
  ownTestWords: {
    says: 'redefines words of the test program',
    find: (examined) =>
      addedLines(
        examined,
        ({ code }) => TEST_WORDS.test(code),
        ({ isProse }) => !isProse,
      ),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** A definition of what the test program itself provides. */
const TEST_WORDS =
  /@interface\s+(?:Test|ParameterizedTest|BeforeEach|Disabled)\b|\b(?:function|const|let|var)\s+(?:expect|it|test|describe)\s*[=(]|\bclass\s+(?:Assert(?:ions)?|Fact(?:Attribute)?|TestAttribute)\b|\bdef\s+(?:expect|it|describe|assert_equal|assert)\b|\bmacro_rules!\s+assert\w*|\bstatic\s+\w+\s+assert(?:Equals|True|Throws)\s*\(/;

/** Finds assertions that expect the same of something else, although what they asked about still exists. */
function withOtherSubjects(file: Examined, isKnown: (name: string) => boolean): RiskFinding[] {
  const isAssertion = ({ code }: CodeLine) => matches(file.language.assertion, code);
  const expected = ({ spoken, code }: CodeLine) => {
    const values = spoken.match(VALUES) ?? [];
    const matcher = (code.match(MATCHERS) ?? []).join(' ');
    return values.length === 0 || matcher === '' ? `${spoken}\0` : `${matcher} ${values.join(' ')}`;
  };
  const [gone, came] = [file.removed.filter(isAssertion), file.added.filter(isAssertion)];
  return [...partnersOf(came, gone, expected)].flatMap(([line, old]) => {
    const [was, is] = [old, line].map(({ code }) => new Set(code.match(NAMES)));
    const lost = [...was!].filter((name) => !is!.has(name));
    const other = [...is!].some((name) => !was!.has(name));
    return other && lost.some(isKnown) ? [found(file, line)] : [];
  });
}

const VALUES = /(["'`])(?:\\.|(?!\1)[^\\])+\1|(?<![\w.])-?\d[\w.]*/g;
const NAMES = /[A-Za-z_]\w{2,}/g;
const MATCHERS =
  /\)\.(?:(?:not|resolves|rejects)\.)*(?:to|is|be)\w*|\b(?:assert|refute|require|verify|Assert)\w*(?:[.:]+\w+)?|[=!]==?|\b(?:eq|eql|raise_error|match)\b/g;

const DOUBLE =
  /^(?:const|let|var|final|auto|val)?\s*(?:mut\s+)?(?:[A-Z][\w<>]*\s+)?([A-Za-z_]\w*)\s*:?=\s*(?:new\s+)?(?:(?:vi|jest)\.fn\(|sinon\.|(?:Magic|Async)?Mock[<(]|mock\(|Mockito\.mock\(|Substitute\.For|(?:instance_)?double\(|spy\()/;
/** Assertions about the calls of a double: these say what the code did with it. */
const OF_CALLS = /Called|called|calls|verify|received|Received|have_received|mock\.(?:results|lastCall)/i;

/** Finds assertions whose subject is a double that the test made itself. */
function ofOwnDoubles(file: Examined): RiskFinding[] {
  const isNew = new Set(file.added);
  const doubles = new Set<string>();
  return file.after
    .filter((line) => {
      const { code } = line;
      if (file.language.test?.test(code)) doubles.clear();
      const name = DOUBLE.exec(code)?.[1];
      if (name) doubles.add(name);
      if (!isNew.has(line) || !matches(file.language.assertion, code) || OF_CALLS.test(code)) return false;
      const subject = SUBJECT.exec(code)?.slice(1).find(Boolean);
      return subject !== undefined && doubles.has(subject);
    })
    .map((line) => found(file, line));
}

/** The name with which the subject of an assertion begins. */
const SUBJECT =
  /\bexpect\(\s*(?:await\s+)?(\w+)|^assert\s+(\w+)|\b[aA]ssert\w*(?:\.\w+)?\([^,]*,\s*(?:await\s+)?(\w+)[.(]/;
