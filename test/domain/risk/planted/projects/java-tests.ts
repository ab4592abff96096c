/** The tests of the Java project, with what they read. */
export const javaTests: Record<string, string> = {
  'src/test/java/org/roster/PlannerTest.java': `package org.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private final Planner planner = new Planner();

    static Shift shift(String person, int from, int to) {
        var day = LocalDateTime.of(2025, 3, 3, 0, 0);
        return new Shift(person, day.plusHours(from), day.plusHours(to));
    }

    @Test
    void acceptsShiftAfterRest() {
        assertEquals(List.of(), planner.problems(shift("ada", 19, 27), List.of(shift("ada", 0, 8))));
    }

    @Test
    void refusesShortRest() {
        assertEquals(
                List.of("less than 11 hours of rest"),
                planner.problems(shift("ada", 18, 26), List.of(shift("ada", 0, 8))));
    }

    @Test
    void refusesOverlapAndLength() {
        assertEquals(
                List.of("longer than 10 hours", "overlaps a shift"),
                planner.problems(shift("ada", 4, 15), List.of(shift("ada", 0, 8))));
    }

    @Test
    void looksOnlyAtOnePerson() {
        assertEquals(List.of(), planner.problems(shift("ada", 0, 8), List.of(shift("bob", 0, 8))));
    }

    @Test
    void refusesWhatIsNoShift() {
        assertThrows(IllegalArgumentException.class, () -> shift(" ", 0, 8));
        assertThrows(IllegalArgumentException.class, () -> shift("ada", 8, 8));
    }
}
`,
  'src/test/java/org/roster/ShiftStoreTest.java': `package org.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShiftStoreTest {
    private Connection db;

    @BeforeEach
    void open() throws Exception {
        db = DriverManager.getConnection("jdbc:h2:mem:");
        db.createStatement().execute("CREATE TABLE shift (person VARCHAR(80), starts TIMESTAMP, ends TIMESTAMP)");
    }

    @AfterEach
    void close() throws Exception {
        db.close();
    }

    @Test
    void keepsShiftsInOrder() throws Exception {
        var store = new ShiftStore(db);
        var late = PlannerTest.shift("ada", 30, 38);
        var early = PlannerTest.shift("ada", 0, 8);
        store.add(late);
        store.add(early);
        assertEquals(List.of(early, late), store.of("ada"));
    }

    @Test
    void findsNamesWithQuotes() throws Exception {
        var store = new ShiftStore(db);
        var shift = PlannerTest.shift("o'neill", 0, 8);
        store.add(shift);
        assertEquals(List.of(shift), store.of("o'neill"));
    }
}
`,
};
