import { type Planted, plantedIn, remove, rename, swap, write } from '../../planted.ts';

const { good } = plantedIn('csharp');

/** Good results in the C# project. */
export const csharpGood: Planted[] = [
  good('bookings end after 8 hours', 'feature with tests', [
    swap(
      'src/Booking/Calendar.cs',
      '        if (slot.From < clock.GetUtcNow())\n',
      '        if (slot.To - slot.From > TimeSpan.FromHours(8))\n        {\n            throw new BookingException("A booking ends after 8 hours.");\n        }\n\n        if (slot.From < clock.GetUtcNow())\n',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '    [InlineData("Blue", -1, 2)]\n',
      '    [InlineData("Blue", -1, 2)]\n    [InlineData("Blue", 1, 10)]\n',
    ),
  ]),
  good('rooms differ by more than case', 'bug fix with a new test', [
    swap(
      'src/Booking/Calendar.cs',
      'Room == other.Room && From',
      'string.Equals(Room, other.Room, StringComparison.OrdinalIgnoreCase) && From',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '    [Theory]\n    [InlineData("", 1, 2)]',
      '    [Fact]\n    public void Knows_a_room_by_any_case()\n    {\n        calendar.Book(Slot("Blue", 1, 3));\n        Assert.Throws<BookingException>(() => calendar.Book(Slot("BLUE", 2, 4)));\n    }\n\n    [Theory]\n    [InlineData("", 1, 2)]',
    ),
  ]),
  good('doors can be locked again', 'another request in a client', [
    swap(
      'src/Booking/Doors.cs',
      '    public async Task<string> CodeAsync',
      `    public async Task LockAsync(string room, CancellationToken stop)
    {
        using var response = await client.DeleteAsync($"codes/{Uri.EscapeDataString(room)}", stop);
        response.EnsureSuccessStatusCode();
    }

    public async Task<string> CodeAsync`,
    ),
    swap(
      'tests/Booking.Tests/DoorsTests.cs',
      '    [Fact]\n    public async Task Fails_when',
      '    [Fact]\n    public async Task Fails_when_a_door_stays_open()\n    {\n        await Assert.ThrowsAsync<HttpRequestException>(() => Doors(HttpStatusCode.Conflict, "").LockAsync("Blue", default));\n    }\n\n    [Fact]\n    public async Task Fails_when',
    ),
  ]),
  good('slot gets its own file', 'refactoring that moves code', [
    swap(
      'src/Booking/Calendar.cs',
      'public sealed record Slot(string Room, DateTimeOffset From, DateTimeOffset To)\n{\n    public bool Overlaps(Slot other) => Room == other.Room && From < other.To && other.From < To;\n}\n\n',
      '',
    ),
    write(
      'src/Booking/Slot.cs',
      'namespace Booking;\n\npublic sealed record Slot(string Room, DateTimeOffset From, DateTimeOffset To)\n{\n    public bool Overlaps(Slot other) => Room == other.Room && From < other.To && other.From < To;\n}\n',
    ),
    rename('tests/Booking.Tests/CalendarTests.cs', 'tests/Booking.Tests/CalendarRules.cs'),
    swap('tests/Booking.Tests/CalendarRules.cs', 'public class CalendarTests', 'public class CalendarRules'),
  ]),
  good('price goes with its tests', 'dead code deleted with its test', [
    swap(
      'src/Booking/Calendar.cs',
      '\n    public decimal Price(Slot slot, decimal perHour) =>\n        Math.Round((decimal)(slot.To - slot.From).TotalHours * perHour, 2, MidpointRounding.AwayFromZero);\n',
      '',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      `
    [Theory]
    [InlineData(1, "12.50")]
    [InlineData(3, "37.50")]
    public void Prices_by_the_hour(int hours, string expected)
    {
        Assert.Equal(decimal.Parse(expected), calendar.Price(Slot("Blue", 0, hours), 12.5m));
    }
`,
      '',
    ),
    swap('README.md', 'Books rooms.', 'Books rooms. Prices are the business of the billing service.'),
  ]),
  good('refusals are told apart by message', 'assertion made stricter', [
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '[InlineData("", 1, 2)]',
      '[InlineData("", 1, 2, "A booking needs a room.")]',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '[InlineData("Blue", 2, 2)]',
      '[InlineData("Blue", 2, 2, "A booking ends after it starts.")]',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '[InlineData("Blue", -1, 2)]',
      '[InlineData("Blue", -1, 2, "A booking starts in the future.")]',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '(string room, int from, int to)\n    {\n        Assert.Throws<BookingException>(() => calendar.Book(Slot(room, from, to)));',
      '(string room, int from, int to, string message)\n    {\n        var error = Assert.Throws<BookingException>(() => calendar.Book(Slot(room, from, to)));\n        Assert.Equal(message, error.Message);',
    ),
  ]),
  good('who booked is kept', 'migration that adds', [
    write(
      'src/Booking/Migrations/002_booker.sql',
      `ALTER TABLE bookings ADD COLUMN booker TEXT;
UPDATE bookings SET booker = 'unknown' WHERE booker IS NULL;
ALTER TABLE bookings ALTER COLUMN booker SET NOT NULL;
CREATE INDEX bookings_by_booker ON bookings (booker);
`,
    ),
    swap('README.md', 'Books rooms.', 'Books rooms. Each booking keeps who made it.'),
  ]),
  good('passwords guide and health route', 'documentation and a harmless route', [
    write(
      'docs/secrets.md',
      `# Secrets

Keep the password of the database in user secrets: \`dotnet user-secrets set "ConnectionStrings:Rooms" "Host=localhost;Password=<yours>"\`.
Never put \`Password=\` into appsettings.json, and never turn off certificate checks to get past an error of TLS.
A signing key looks like \`"Jwt:Key": "REPLACE-ME"\` in examples.
`,
    ),
    swap(
      'src/Booking/Program.cs',
      'app.Run();',
      'app.MapGet("/health", () => Results.Ok(new { up = true })).RequireAuthorization();\napp.Run();',
    ),
  ]),
  good('build checks packages', 'stricter CI and build', [
    swap(
      '.github/workflows/ci.yml',
      '      - run: dotnet test\n',
      '      - run: dotnet list package --vulnerable --include-transitive\n      - run: dotnet build -warnaserror\n      - run: dotnet test --blame-hang-timeout 60s\n',
    ),
    swap(
      '.editorconfig',
      'dotnet_diagnostic.IDE0005.severity = warning',
      'dotnet_diagnostic.IDE0005.severity = error\ndotnet_diagnostic.CA2007.severity = error',
    ),
    remove('.gitignore'),
    write('.gitignore', 'bin/\nobj/\nTestResults/\n'),
    swap(
      'src/Booking/Doors.cs',
      'PostAsJsonAsync("codes", slot, stop);',
      'PostAsJsonAsync("codes", slot, stop).ConfigureAwait(false);',
    ),
    swap(
      'src/Booking/Doors.cs',
      'ReadFromJsonAsync<Answer>(stop);',
      'ReadFromJsonAsync<Answer>(stop).ConfigureAwait(false);',
    ),
  ]),
];
