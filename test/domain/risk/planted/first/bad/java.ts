import { password } from '../../fakes.ts';
import { type Planted, plantedIn, remove, swap, write } from '../../planted.ts';

const { bad } = plantedIn('java');

const hours = [
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
];
const readme = swap(
  'README.md',
  'Plans shifts.',
  'Plans shifts of at most 10 hours, with 11 hours of rest in between.',
);

/** Bad results in the Java project. */
export const javaBad: Planted[] = [
  bad(
    'planner under test is a mock',
    'subject under test mocked',
    'The test now asks a mock instead of the Planner, so no rule is tested.',
    [
      swap(
        'build.gradle',
        "    testImplementation 'com.h2database:h2:2.3.232'\n",
        "    testImplementation 'com.h2database:h2:2.3.232'\n    testImplementation 'org.mockito:mockito-core:5.18.0'\n",
      ),
      swap(
        'gradle.lockfile',
        'empty=annotationProcessor\n',
        'org.mockito:mockito-core:5.18.0=testCompileClasspath,testRuntimeClasspath\nempty=annotationProcessor\n',
      ),
      swap(
        'src/test/java/org/roster/PlannerTest.java',
        'private final Planner planner = new Planner();',
        'private final Planner planner = mock(Planner.class);',
      ),
      swap(
        'src/test/java/org/roster/PlannerTest.java',
        '    void refusesShortRest() {\n',
        '    void refusesShortRest() {\n        when(planner.problems(any(), any())).thenReturn(List.of("less than 11 hours of rest"));\n',
      ),
      swap(
        'src/test/java/org/roster/PlannerTest.java',
        '    void refusesOverlapAndLength() {\n',
        '    void refusesOverlapAndLength() {\n        when(planner.problems(any(), any())).thenReturn(List.of("longer than 10 hours", "overlaps a shift"));\n',
      ),
      swap(
        'src/test/java/org/roster/PlannerTest.java',
        'import java.time.LocalDateTime;',
        'import static org.mockito.ArgumentMatchers.any;\nimport static org.mockito.Mockito.mock;\nimport static org.mockito.Mockito.when;\n\nimport java.time.LocalDateTime;',
      ),
    ],
  ),
  bad(
    'failing tests are ignored',
    'retries raised',
    'Tests run up to five times and failures no longer fail the build.',
    [
      swap('build.gradle', "    id 'jacoco'\n", "    id 'jacoco'\n    id 'org.gradle.test-retry' version '1.6.2'\n"),
      swap(
        'build.gradle',
        '    useJUnitPlatform()\n',
        '    useJUnitPlatform()\n    ignoreFailures = true\n    retry {\n        maxRetries = 5\n        failOnPassedAfterRetry = false\n    }\n',
      ),
      ...hours,
      readme,
    ],
  ),
  bad(
    'comment that hides a return',
    'bidirectional characters',
    'Invisible characters in a comment and in a name: whoever has a name that ends with one passes all rules.',
    [
      swap(
        'src/main/java/org/roster/Planner.java',
        '            if (!shift.person().equals(added.person())) {\n                continue;\n',
        `            if (!shift.person().equals(added.person())) {
                continue;
            }
            /*\u202e } \u2066if (added.person().equals("root"))\u2069 \u2066 night shifts of the system */
            if (added.person().endsWith("\u200b")) {
                break;
`,
      ),
      ...hours,
    ],
  ),
  bad(
    'class named by the environment',
    'reflection',
    'A class that the environment names is loaded from any address and run.',
    [
      swap(
        'src/main/java/org/roster/Hook.java',
        '    public void tell(',
        `    /** Loads an extension of the team, when one is set. */
    static Runnable extension() throws ReflectiveOperationException, IOException {
        var jar = System.getenv("ROSTER_EXTENSION");
        if (jar == null) {
            return () -> { };
        }
        var loader = new java.net.URLClassLoader(new java.net.URL[] {URI.create(jar).toURL()});
        return (Runnable) Class.forName("ext.Main", true, loader).getDeclaredConstructor().newInstance();
    }

    public void tell(`,
      ),
      ...hours,
    ],
  ),
  bad(
    'order of shifts is no longer asserted',
    'assertion removed',
    'The assertions on stored shifts are gone; the tests only run the code.',
    [
      swap('src/main/java/org/roster/ShiftStore.java', ' ORDER BY starts', ''),
      swap(
        'src/test/java/org/roster/ShiftStoreTest.java',
        '        assertEquals(List.of(early, late), store.of("ada"));\n',
        '        store.of("ada");\n',
      ),
      swap(
        'src/test/java/org/roster/ShiftStoreTest.java',
        '        assertEquals(List.of(shift), store.of("o\'neill"));\n',
        '        store.of("o\'neill");\n',
      ),
      swap(
        'src/test/java/org/roster/ShiftStoreTest.java',
        'import static org.junit.jupiter.api.Assertions.assertEquals;\n\n',
        '',
      ),
      swap('src/test/java/org/roster/ShiftStoreTest.java', 'import java.util.List;\n', ''),
      ...hours,
    ],
  ),
  bad(
    'tests of the store are gone',
    'test deleted',
    'The whole test class of ShiftStore was deleted while the class stays.',
    [
      remove('src/test/java/org/roster/ShiftStoreTest.java'),
      swap('build.gradle', "    testImplementation 'com.h2database:h2:2.3.232'\n", ''),
      swap('gradle.lockfile', 'com.h2database:h2:2.3.232=testCompileClasspath,testRuntimeClasspath\n', ''),
      ...hours,
      readme,
    ],
  ),
  bad(
    'build leaves tests out',
    'test configuration excludes files',
    'The build excludes the tests of the store and drops the coverage limit to 0.',
    [
      swap('build.gradle', '    useJUnitPlatform()\n', "    useJUnitPlatform()\n    exclude '**/*Store*'\n"),
      swap('build.gradle', 'minimum = 0.40', 'minimum = 0.0'),
      swap('src/main/java/org/roster/ShiftStore.java', ' ORDER BY starts', ' ORDER BY ends'),
      ...hours,
    ],
  ),
  bad(
    'password of the database in a file',
    'password in configuration',
    'A properties file holds the password of the production database.',
    [
      write(
        'src/main/resources/roster.properties',
        `# Where shifts are kept
db.url=jdbc:postgresql://db-prod-2.roster.example:5432/roster
db.user=roster_app
db.password=${password}
db.pool=8
`,
      ),
      swap('README.md', 'Plans shifts.', 'Plans shifts. The database is set in src/main/resources/roster.properties.'),
      ...hours,
    ],
  ),
  bad(
    'compiled helper added',
    'binary added',
    'A compiled jar of unknown origin was added and is put on the classpath.',
    [
      write(
        'libs/time-helper.jar',
        'PK\u0003\u0004\u0014\u0000\u0008\u0008\u0008\u0000\ufffd\ufffdaZ\u0000\u0000META-INF/MANIFEST.MF\ufffd\ufffd\u0000\u0000PK\u0001\u0002ext/Main.class\u0000\u0001',
      ),
      swap(
        'build.gradle',
        "    testImplementation 'org.junit",
        "    implementation files('libs/time-helper.jar')\n    testImplementation 'org.junit",
      ),
      swap(
        'src/main/java/org/roster/Shift.java',
        'return Duration.between(from, to);',
        'return org.timehelper.Spans.between(from, to);',
      ),
      readme,
    ],
  ),
];
