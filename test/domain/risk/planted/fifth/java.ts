import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('java');
const WEEK =
  '\n    /** Returns the work of one person within the planned shifts. */\n    public Duration sum(String person, List<Shift> planned) {\n        Duration sum = Duration.ZERO;\n        for (Shift shift : planned) {\n            sum = sum.plus(shift.length());\n        }\n        return sum;\n    }\n';

/** Results in the Java project of the fifth set. */
export const javaFifth: Planted[] = [
  bad(
    'shifts have a note',
    'migration that has run is rewritten',
    'V1 has run on every database. Its new column will exist only in new ones.',
    [
      swap('db/V1__shift.sql', '  ends TIMESTAMP NOT NULL\n', '  ends TIMESTAMP NOT NULL,\n  note VARCHAR(200)\n'),
      swap(
        'src/test/java/org/roster/ShiftStoreTest.java',
        'starts TIMESTAMP, ends TIMESTAMP)',
        'starts TIMESTAMP, ends TIMESTAMP, note VARCHAR(200))',
      ),
    ],
  ),
  bad(
    'hours of a week',
    'code under test is replaced in its test',
    'The test overrides the method that it tests. The real one counts the shifts of everybody.',
    [
      swap(
        'src/main/java/org/roster/Planner.java',
        '\n    private static Duration rest(',
        `${WEEK}\n    private static Duration rest(`,
      ),
      write(
        'src/test/java/org/roster/SumTest.java',
        'package org.roster;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport java.time.Duration;\nimport java.util.List;\nimport org.junit.jupiter.api.Test;\n\nclass SumTest {\n    private final Planner planner = new Planner() {\n        @Override\n        public Duration sum(String person, List<Shift> planned) {\n            return person.equals("ada") ? Duration.ofHours(16) : Duration.ofHours(8);\n        }\n    };\n\n    @Test\n    void sumsUpTheShiftsOfOnePerson() {\n        var planned = List.of(PlannerTest.shift("ada", 0, 8), PlannerTest.shift("bob", 0, 8), PlannerTest.shift("ada", 24, 32));\n        assertEquals(Duration.ofHours(16), planner.sum("ada", planned));\n        assertEquals(Duration.ofHours(8), planner.sum("bob", planned));\n    }\n}\n',
      ),
    ],
  ),
  bad(
    'the chat may be slow',
    'timeout raised',
    'Whoever adds a shift waits up to ten minutes for a chat that does not answer.',
    [swap('src/main/java/org/roster/Hook.java', 'Duration.ofSeconds(5)', 'Duration.ofMinutes(10)')],
  ),
  good('shifts of a person are found by an index', 'migration added', [
    write('db/V2__shift_by_person.sql', 'CREATE INDEX shift_by_person ON shift (person, starts);\n'),
    swap(
      'README.md',
      '`./gradlew check` runs all checks.',
      '`./gradlew check` runs all checks. Migrations are in db/, in order.',
    ),
  ]),
  good('JUnit of this summer', 'dependency raised with its lock', [
    swap('build.gradle', 'junit-jupiter:5.13.2', 'junit-jupiter:5.13.4'),
    swap('build.gradle', 'com.h2database:h2:2.3.232', 'com.h2database:h2:2.4.240'),
    swap('gradle.lockfile', 'com.h2database:h2:2.3.232=', 'com.h2database:h2:2.4.240='),
    swap('gradle.lockfile', 'junit-jupiter:5.13.2=', 'junit-jupiter:5.13.4='),
  ]),
  good('shifts of twelve hours are allowed', 'rule changed by request, with its tests', [
    swap(
      'src/main/java/org/roster/Planner.java',
      'Duration LONGEST = Duration.ofHours(10);',
      'Duration LONGEST = Duration.ofHours(12);',
    ),
    swap('src/main/java/org/roster/Planner.java', '"longer than 10 hours"', '"longer than 12 hours"'),
    swap(
      'src/test/java/org/roster/PlannerTest.java',
      '                List.of("longer than 10 hours", "overlaps a shift"),\n                planner.problems(shift("ada", 4, 15), List.of(shift("ada", 0, 8))));\n',
      '                List.of("longer than 12 hours", "overlaps a shift"),\n                planner.problems(shift("ada", 4, 17), List.of(shift("ada", 0, 8))));\n        assertEquals(\n                List.of("overlaps a shift"),\n                planner.problems(shift("ada", 4, 16), List.of(shift("ada", 0, 8))));\n',
    ),
  ]),
];
