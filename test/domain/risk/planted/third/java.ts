import { type Planted, plantedIn, swap } from '../planted.ts';

const { bad, good } = plantedIn('java');

/** Results in the Java project of the third set. */
export const javaThird: Planted[] = [
  bad(
    'rest is counted in one line',
    'condition turned round',
    'Shifts that follow in the other order get a negative rest, so none is refused.',
    [
      swap(
        'src/main/java/org/roster/Planner.java',
        'return a.to().isAfter(b.from()) ? Duration.between(b.to(), a.from()) : Duration.between(a.to(), b.from());',
        'return Duration.between(a.to(), b.from()).abs();',
      ),
      swap(
        'src/test/java/org/roster/PlannerTest.java',
        '    @Test\n    void looksOnlyAtOnePerson',
        '    @Test\n    void acceptsADayOfRest() {\n        assertEquals(List.of(), planner.problems(shift("ada", 32, 40), List.of(shift("ada", 0, 8))));\n    }\n\n    @Test\n    void looksOnlyAtOnePerson',
      ),
    ],
  ),
  bad(
    'shifts of all people',
    'resource never closed',
    'Each call keeps a statement and its rows open, until the database refuses more.',
    [
      swap(
        'src/main/java/org/roster/ShiftStore.java',
        '    public List<Shift> of(String person)',
        '    public int count() throws SQLException {\n        var rows = db.createStatement().executeQuery("SELECT COUNT(*) FROM shift");\n        rows.next();\n        return rows.getInt(1);\n    }\n\n    public List<Shift> of(String person)',
      ),
      swap(
        'src/test/java/org/roster/ShiftStoreTest.java',
        '        assertEquals(List.of(early, late), store.of("ada"));\n',
        '        assertEquals(List.of(early, late), store.of("ada"));\n        assertEquals(2, store.count());\n',
      ),
    ],
  ),
  bad(
    'the chat reads days',
    'object shared by threads',
    'A formatter that threads must not share is static, so messages have dates of others.',
    [
      swap(
        'src/main/java/org/roster/Hook.java',
        '    private final HttpClient client',
        '    private static final SimpleDateFormat DAY = new SimpleDateFormat("EEEE d MMMM");\n\n    private final HttpClient client',
      ),
      swap(
        'src/main/java/org/roster/Hook.java',
        'import java.time.Duration;\n',
        'import java.sql.Timestamp;\nimport java.text.SimpleDateFormat;\nimport java.time.Duration;\n',
      ),
      swap(
        'src/main/java/org/roster/Hook.java',
        'shift.person() + " works from " + shift.from()',
        'shift.person() + " works on " + DAY.format(Timestamp.valueOf(shift.from()))',
      ),
    ],
  ),
  good('a shift knows its day', 'method of a record', [
    swap(
      'src/main/java/org/roster/Shift.java',
      '    public boolean overlaps',
      '    public boolean endsOnAnotherDay() {\n        return !from.toLocalDate().equals(to.toLocalDate());\n    }\n\n    public boolean overlaps',
    ),
    swap(
      'src/test/java/org/roster/PlannerTest.java',
      '    @Test\n    void looksOnlyAtOnePerson',
      '    @Test\n    void knowsNights() {\n        assertEquals(true, shift("ada", 22, 30).endsOnAnotherDay());\n        assertEquals(false, shift("ada", 8, 16).endsOnAnotherDay());\n    }\n\n    @Test\n    void looksOnlyAtOnePerson',
    ),
  ]),
  good('limits have names', 'text made from a constant', [
    swap(
      'src/main/java/org/roster/Planner.java',
      'problems.add("longer than 10 hours");',
      'problems.add("longer than " + LONGEST.toHours() + " hours");',
    ),
    swap(
      'src/main/java/org/roster/Planner.java',
      'problems.add("less than 11 hours of rest");',
      'problems.add("less than " + REST.toHours() + " hours of rest");',
    ),
  ]),
  good('the message of a refusal is tested', 'test made stricter', [
    swap(
      'src/test/java/org/roster/PlannerTest.java',
      '        assertThrows(IllegalArgumentException.class, () -> shift(" ", 0, 8));\n',
      '        var refused = assertThrows(IllegalArgumentException.class, () -> shift(" ", 0, 8));\n        assertEquals("a shift needs a person", refused.getMessage());\n',
    ),
  ]),
];
