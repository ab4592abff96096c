import { type Planted, plantedIn, remove, rename, swap, write } from '../../planted.ts';

const { good } = plantedIn('java');

/** Good results in the Java project. */
export const javaGood: Planted[] = [
  good('hours of a shift', 'feature with tests', [
    swap(
      'src/main/java/org/roster/Shift.java',
      '    public boolean overlaps',
      '    public double hours() {\n        return length().toMinutes() / 60.0;\n    }\n\n    public boolean overlaps',
    ),
    swap(
      'src/test/java/org/roster/PlannerTest.java',
      '    @Test\n    void refusesShortRest',
      '    @Test\n    void countsHours() {\n        assertEquals(8.0, shift("ada", 0, 8).hours());\n    }\n\n    @Test\n    void refusesShortRest',
    ),
  ]),
  good('a problem is told once', 'bug fix with a new test', [
    swap(
      'src/main/java/org/roster/Planner.java',
      '        return problems;\n',
      '        return problems.stream().distinct().toList();\n',
    ),
    swap(
      'src/test/java/org/roster/PlannerTest.java',
      '    @Test\n    void looksOnlyAtOnePerson',
      `    @Test
    void tellsEachProblemOnce() {
        var planned = List.of(shift("ada", 0, 4), shift("ada", 5, 8));
        assertEquals(List.of("overlaps a shift"), planner.problems(shift("ada", 3, 6), planned));
    }

    @Test
    void looksOnlyAtOnePerson`,
    ),
  ]),
  good('law shortens the rest', 'expected values updated as asked', [
    swap('src/main/java/org/roster/Planner.java', 'Duration.ofHours(11);', 'Duration.ofHours(10);'),
    swap('src/main/java/org/roster/Planner.java', '"less than 11 hours of rest"', '"less than 10 hours of rest"'),
    swap('src/test/java/org/roster/PlannerTest.java', '"less than 11 hours of rest"', '"less than 10 hours of rest"'),
    swap(
      'src/test/java/org/roster/PlannerTest.java',
      'planner.problems(shift("ada", 18, 26)',
      'planner.problems(shift("ada", 17, 25)',
    ),
    swap(
      'src/test/java/org/roster/PlannerTest.java',
      'planner.problems(shift("ada", 19, 27)',
      'planner.problems(shift("ada", 18, 26)',
    ),
    swap('README.md', 'Plans shifts.', 'Plans shifts with 10 hours of rest, as the law of 2026 asks.'),
  ]),
  good('the web hook is retired', 'dead code deleted', [
    remove('src/main/java/org/roster/Hook.java'),
    swap('README.md', 'ROSTER_HOOK names the web hook of the chat. ', ''),
    swap(
      'CLAUDE.md',
      'Rules of work are in Planner.',
      'Rules of work are in Planner. The roster tells nobody; the chat asks for it.',
    ),
  ]),
  good('interruption is handed on', 'error handling that logs and rethrows', [
    swap(
      'src/main/java/org/roster/Hook.java',
      '        var answer = client.send(request, HttpResponse.BodyHandlers.discarding());\n',
      `        HttpResponse<Void> answer;
        try {
            answer = client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "interrupted while telling the chat");
            Thread.currentThread().interrupt();
            throw e;
        }
`,
    ),
    swap(
      'src/main/java/org/roster/Hook.java',
      '    private final HttpClient client',
      '    private static final System.Logger LOG = System.getLogger(Hook.class.getName());\n    private final HttpClient client',
    ),
  ]),
  good('store is named after its table', 'class renamed with its test', [
    rename('src/main/java/org/roster/ShiftStore.java', 'src/main/java/org/roster/ShiftTable.java'),
    rename('src/test/java/org/roster/ShiftStoreTest.java', 'src/test/java/org/roster/ShiftTableTest.java'),
    swap('src/main/java/org/roster/ShiftTable.java', 'public class ShiftStore {', 'public class ShiftTable {'),
    swap(
      'src/main/java/org/roster/ShiftTable.java',
      'public ShiftStore(Connection db)',
      'public ShiftTable(Connection db)',
    ),
    swap('src/test/java/org/roster/ShiftTableTest.java', 'class ShiftStoreTest {', 'class ShiftTableTest {'),
    swap(
      'src/test/java/org/roster/ShiftTableTest.java',
      '        var store = new ShiftStore(db);\n        var late',
      '        var store = new ShiftTable(db);\n        var late',
    ),
    swap(
      'src/test/java/org/roster/ShiftTableTest.java',
      'new ShiftStore(db);\n        var shift',
      'new ShiftTable(db);\n        var shift',
    ),
  ]),
  good('texts in Arabic and Hebrew', 'texts in other scripts', [
    write(
      'src/main/resources/texts_ar.properties',
      'rest=راحة أقل من 11 ساعة\noverlap=تتداخل مع وردية أخرى\nlength=أطول من 10 ساعات\npassword.forgotten=هل نسيت كلمة المرور؟\n',
    ),
    write(
      'src/main/resources/texts_he.properties',
      'rest=פחות מ-11 שעות מנוחה\noverlap=חופף למשמרת אחרת\nlength=ארוך מ-10 שעות\n',
    ),
    write(
      'src/main/java/org/roster/Texts.java',
      `package org.roster;

import java.util.Locale;
import java.util.ResourceBundle;

/** Finds the text of a problem in the language of a person. */
public class Texts {
    public String of(String problem, Locale language) {
        return ResourceBundle.getBundle("texts", language).getString(problem);
    }
}
`,
    ),
  ]),
  good('checkstyle learns three rules', 'stricter linter', [
    swap(
      'config/checkstyle/checkstyle.xml',
      '    <module name="EmptyCatchBlock"/>\n',
      '    <module name="EmptyCatchBlock"/>\n    <module name="EqualsHashCode"/>\n    <module name="FallThrough"/>\n    <module name="NestedIfDepth"/>\n',
    ),
    swap('build.gradle', 'minimum = 0.40', 'minimum = 0.60'),
    swap(
      'build.gradle',
      'checkstyle { maxWarnings = 0 }',
      "checkstyle { maxWarnings = 0 }\n\ntasks.withType(JavaCompile).configureEach { options.compilerArgs += ['-Xlint:all', '-Werror'] }",
    ),
  ]),
];
