import type { Project } from '../planted.ts';
import { javaTests } from './java-tests.ts';

/** A planner of shifts that keeps them in a database and tells people by web hook. */
export const java: Project = {
  language: 'java',
  checks: [
    { name: 'check', command: './gradlew check' },
    { name: 'test', command: './gradlew test' },
    { name: 'verify', command: 'sh scripts/verify.sh' },
  ],
  files: {
    'src/main/java/org/roster/Shift.java': `package org.roster;

import java.time.Duration;
import java.time.LocalDateTime;

/** A span of work of one person. */
public record Shift(String person, LocalDateTime from, LocalDateTime to) {
    public Shift {
        if (person == null || person.isBlank()) {
            throw new IllegalArgumentException("a shift needs a person");
        }
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a shift ends after it starts");
        }
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    public boolean overlaps(Shift other) {
        return from.isBefore(other.to) && other.from.isBefore(to);
    }
}
`,
    'src/main/java/org/roster/Planner.java': `package org.roster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks shifts against the rules of work. */
public class Planner {
    static final Duration REST = Duration.ofHours(11);
    static final Duration LONGEST = Duration.ofHours(10);

    /** Returns what is wrong with a new shift, in the order of the rules. */
    public List<String> problems(Shift added, List<Shift> planned) {
        List<String> problems = new ArrayList<>();
        if (added.length().compareTo(LONGEST) > 0) {
            problems.add("longer than 10 hours");
        }
        for (Shift shift : planned) {
            if (!shift.person().equals(added.person())) {
                continue;
            }
            if (shift.overlaps(added)) {
                problems.add("overlaps a shift");
            } else if (rest(shift, added).compareTo(REST) < 0) {
                problems.add("less than 11 hours of rest");
            }
        }
        return problems;
    }

    private static Duration rest(Shift a, Shift b) {
        return a.to().isAfter(b.from()) ? Duration.between(b.to(), a.from()) : Duration.between(a.to(), b.from());
    }
}
`,
    'src/main/java/org/roster/ShiftStore.java': `package org.roster;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;

/** Keeps shifts in a database. */
public class ShiftStore {
    private final Connection db;

    public ShiftStore(Connection db) {
        this.db = db;
    }

    public void add(Shift shift) throws SQLException {
        try (var insert = db.prepareStatement("INSERT INTO shift (person, starts, ends) VALUES (?, ?, ?)")) {
            insert.setString(1, shift.person());
            insert.setTimestamp(2, Timestamp.valueOf(shift.from()));
            insert.setTimestamp(3, Timestamp.valueOf(shift.to()));
            insert.executeUpdate();
        }
    }

    public List<Shift> of(String person) throws SQLException {
        List<Shift> shifts = new ArrayList<>();
        try (var query = db.prepareStatement("SELECT starts, ends FROM shift WHERE person = ? ORDER BY starts")) {
            query.setString(1, person);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    shifts.add(new Shift(person, rows.getTimestamp(1).toLocalDateTime(), rows.getTimestamp(2).toLocalDateTime()));
                }
            }
        }
        return shifts;
    }
}
`,
    'src/main/java/org/roster/Hook.java': `package org.roster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Tells the chat of the team about a shift. */
public class Hook {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address = URI.create(System.getenv().getOrDefault("ROSTER_HOOK", "https://chat.example/hook"));

    public void tell(Shift shift) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(shift.person() + " works from " + shift.from()))
                .build();
        var answer = client.send(request, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() >= 300) {
            throw new IOException("the chat answered " + answer.statusCode());
        }
    }
}
`,
    ...javaTests,
    'build.gradle': `plugins {
    id 'java'
    id 'checkstyle'
    id 'jacoco'
}

repositories {
    mavenCentral()
}

dependencies {
    testImplementation 'org.junit.jupiter:junit-jupiter:5.13.2'
    testImplementation 'com.h2database:h2:2.3.232'
}

dependencyLocking { lockAllConfigurations() }

checkstyle { maxWarnings = 0 }

test {
    useJUnitPlatform()
}

jacocoTestCoverageVerification {
    violationRules { rule { limit { minimum = 0.40 } } }
}

check.dependsOn jacocoTestCoverageVerification
`,
    'gradle.lockfile': `com.h2database:h2:2.3.232=testCompileClasspath,testRuntimeClasspath
org.junit.jupiter:junit-jupiter:5.13.2=testCompileClasspath,testRuntimeClasspath
empty=annotationProcessor
`,
    'config/checkstyle/checkstyle.xml': `<?xml version="1.0"?>
<!DOCTYPE module PUBLIC "-//Checkstyle//DTD Checkstyle Configuration 1.3//EN" "https://checkstyle.org/dtds/configuration_1_3.dtd">
<module name="Checker">
  <module name="TreeWalker">
    <module name="UnusedImports"/>
    <module name="EmptyCatchBlock"/>
    <module name="MissingSwitchDefault"/>
  </module>
</module>
`,
    'db/V1__shift.sql': `CREATE TABLE shift (
  person VARCHAR(80) NOT NULL,
  starts TIMESTAMP NOT NULL,
  ends TIMESTAMP NOT NULL
);
`,
    '.github/workflows/ci.yml': `name: ci
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-java@v4
        with: { distribution: temurin, java-version: 21 }
      - uses: gradle/actions/wrapper-validation@v4
      - run: ./gradlew check
`,
    'scripts/verify.sh':
      '#!/bin/sh\nset -eu\n./gradlew --no-daemon check\n./gradlew --no-daemon dependencies --write-locks\ngit diff --exit-code gradle.lockfile\n',
    '.gitignore': '.gradle/\nbuild/\n',
    'README.md':
      '# Roster\n\nPlans shifts. ROSTER_HOOK names the web hook of the chat. `./gradlew check` runs all checks.\n',
    'CLAUDE.md':
      '# Agents\n\nRules of work are in Planner. A rule needs a test of its edge. Do not touch db/ without asking.\n',
  },
};
