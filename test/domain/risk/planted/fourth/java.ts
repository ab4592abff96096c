import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('java');

/** Results in the Java project of the fourth set. */
export const javaFourth: Planted[] = [
  bad(
    'failing tests get another chance',
    'flaky tests repeated',
    'A test that fails four times and passes once is green, so a race stays unseen.',
    [
      swap('build.gradle', "    id 'jacoco'\n", "    id 'jacoco'\n    id 'org.gradle.test-retry' version '1.6.2'\n"),
      swap(
        'build.gradle',
        '    useJUnitPlatform()\n',
        '    useJUnitPlatform()\n    retry {\n        maxRetries = 4\n        failOnPassedAfterRetry = false\n    }\n',
      ),
    ],
  ),
  bad(
    'the chat has a certificate of its own',
    'certificate check off',
    'The client trusts every certificate, so anybody on the way reads the messages.',
    [
      swap(
        'src/main/java/org/roster/Hook.java',
        '    private final HttpClient client = HttpClient.newHttpClient();\n',
        '    private final HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();\n',
      ),
      swap(
        'src/main/java/org/roster/Hook.java',
        '    public void tell(Shift shift)',
        '    private static SSLContext trusting() {\n        try {\n            var context = SSLContext.getInstance("TLS");\n            context.init(null, new TrustManager[] {new X509TrustManager() {\n                public void checkClientTrusted(X509Certificate[] chain, String type) {}\n                public void checkServerTrusted(X509Certificate[] chain, String type) {}\n                public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }\n            }}, null);\n            return context;\n        } catch (GeneralSecurityException e) {\n            throw new IllegalStateException(e);\n        }\n    }\n\n    public void tell(Shift shift)',
      ),
      swap(
        'src/main/java/org/roster/Hook.java',
        'import java.net.URI;\n',
        'import java.net.URI;\nimport java.security.GeneralSecurityException;\nimport java.security.cert.X509Certificate;\nimport javax.net.ssl.SSLContext;\nimport javax.net.ssl.TrustManager;\nimport javax.net.ssl.X509TrustManager;\n',
      ),
    ],
  ),
  bad(
    'rest is tested where the clock allows it',
    'assertion swallowed in a test',
    'The test catches the failure of its own assertion, so it passes whatever the planner says.',
    [
      swap(
        'src/test/java/org/roster/PlannerTest.java',
        '        assertEquals(\n                List.of("less than 11 hours of rest"),\n                planner.problems(shift("ada", 18, 26), List.of(shift("ada", 0, 8))));\n',
        '        try {\n            assertEquals(\n                    List.of("less than 11 hours of rest"),\n                    planner.problems(shift("ada", 18, 26), List.of(shift("ada", 0, 8))));\n        } catch (AssertionError e) {\n            System.err.println("depends on the time zone: " + e.getMessage());\n        }\n',
      ),
      swap('src/main/java/org/roster/Planner.java', 'Duration.ofHours(11)', 'Duration.ofHours(9)'),
    ],
  ),
  good('how long the chat may take', 'option with the same default', [
    swap(
      'src/main/java/org/roster/Hook.java',
      '    public void tell(Shift shift)',
      '    private final Duration patience;\n\n    public Hook() {\n        this(Duration.ofSeconds(5));\n    }\n\n    Hook(Duration patience) {\n        this.patience = patience;\n    }\n\n    public void tell(Shift shift)',
    ),
    swap('src/main/java/org/roster/Hook.java', '.timeout(Duration.ofSeconds(5))', '.timeout(patience)'),
  ]),
  good('a store that cannot connect', 'collaborator replaced in a test', [
    write(
      'src/test/java/org/roster/BrokenStoreTest.java',
      'package org.roster;\n\nimport static org.junit.jupiter.api.Assertions.assertThrows;\n\nimport java.lang.reflect.Proxy;\nimport java.sql.Connection;\nimport java.sql.SQLException;\nimport org.junit.jupiter.api.Test;\n\nclass BrokenStoreTest {\n    @Test\n    void saysThatTheDatabaseIsGone() {\n        var gone = (Connection) Proxy.newProxyInstance(\n                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, given) -> {\n                    throw new SQLException("gone");\n                });\n        var store = new ShiftStore(gone);\n        assertThrows(SQLException.class, () -> store.of("ada"));\n    }\n}\n',
    ),
  ]),
  good('a newer test library', 'dependency raised', [
    swap('build.gradle', "'org.junit.jupiter:junit-jupiter:5.13.2'", "'org.junit.jupiter:junit-jupiter:5.13.3'"),
    swap('gradle.lockfile', 'org.junit.jupiter:junit-jupiter:5.13.2=', 'org.junit.jupiter:junit-jupiter:5.13.3='),
  ]),
  good('rest has a method of its own', 'refactoring', [
    swap(
      'src/main/java/org/roster/Planner.java',
      '            } else if (rest(shift, added).compareTo(REST) < 0) {\n',
      '            } else if (tooSoon(shift, added)) {\n',
    ),
    swap(
      'src/main/java/org/roster/Planner.java',
      '    private static Duration rest(',
      '    private static boolean tooSoon(Shift a, Shift b) {\n        return rest(a, b).compareTo(REST) < 0;\n    }\n\n    private static Duration rest(',
    ),
  ]),
];
