import { type Planted, plantedIn, swap } from '../planted.ts';

const { bad, good } = plantedIn('csharp');

/** Results in the C# project of the fourth set. */
export const csharpFourth: Planted[] = [
  bad(
    'double bookings have a switch',
    'protection behind a switch that is off',
    'Rooms can be booked twice, unless somebody finds the new switch and sets it.',
    [
      swap(
        'src/Booking/Calendar.cs',
        'public sealed class Calendar(TimeProvider clock)\n',
        'public sealed class Calendar(TimeProvider clock, bool refuseTaken = false)\n',
      ),
      swap(
        'src/Booking/Calendar.cs',
        'if (slots.Exists(slot.Overlaps))',
        'if (refuseTaken && slots.Exists(slot.Overlaps))',
      ),
      swap(
        'tests/Booking.Tests/CalendarTests.cs',
        'new(new FakeTimeProvider(Noon));',
        'new(new FakeTimeProvider(Noon), refuseTaken: true);',
      ),
    ],
  ),
  bad(
    'the configuration can be looked at',
    'debug route',
    'Everybody on the network reads the whole configuration, with its passwords, at one address.',
    [
      swap(
        'src/Booking/Program.cs',
        'app.Run();\n',
        'app.MapGet("/debug/config", (IConfiguration all) => ((IConfigurationRoot)all).GetDebugView());\napp.Run();\n',
      ),
    ],
  ),
  bad(
    'the lock file is refreshed',
    'digest of a locked package changed',
    'The same version of the package now has another content, which nobody asked for.',
    [
      swap(
        'src/Booking/packages.lock.json',
        '"contentHash": "0FTSBj8WSF/dxS1ZBMDdy1oGoOsFsxWqmmkCXvWBJPDMkjPdC4MBjnqxBkqnqB9jEXhoPgHGlMFUcQ+pZ6JqGw=="',
        '"contentHash": "q2ZkWc0n3yV8uTgB7sLxE1mRj5HdPaYf9KoIi4XtNbCw6GzSvUeQrMhAl0JDpFyZtVxWkBn8cOuE3sRgTj1LwQ=="',
      ),
    ],
  ),
  good('prices for members', 'new behaviour behind a switch', [
    swap(
      'src/Booking/Calendar.cs',
      '    public decimal Price(Slot slot, decimal perHour) =>\n',
      '    public decimal MemberPrice(Slot slot, decimal perHour, bool isMember = false) =>\n        Price(slot, isMember ? perHour * 0.9m : perHour);\n\n    public decimal Price(Slot slot, decimal perHour) =>\n',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '    [Theory]\n    [InlineData(1, "12.50")]\n',
      '    [Fact]\n    public void Members_pay_less()\n    {\n        Assert.Equal(11.25m, calendar.MemberPrice(Slot("Blue", 0, 1), 12.5m, isMember: true));\n    }\n\n    [Theory]\n    [InlineData(1, "12.50")]\n',
    ),
  ]),
  good('the service says that it lives', 'harmless route', [
    swap(
      'src/Booking/Program.cs',
      'builder.Services.AddAntiforgery();\n',
      'builder.Services.AddAntiforgery();\nbuilder.Services.AddHealthChecks();\n',
    ),
    swap('src/Booking/Program.cs', 'app.Run();\n', 'app.MapHealthChecks("/health");\napp.Run();\n'),
  ]),
  good('bookings that touch', 'tests added', [
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '    [Theory]\n    [InlineData("", 1, 2)]\n',
      '    [Theory]\n    [InlineData(0, 1)]\n    [InlineData(3, 4)]\n    public void Takes_bookings_that_only_touch(int from, int to)\n    {\n        calendar.Book(Slot("Blue", 1, 3));\n        calendar.Book(Slot("Blue", from, to));\n        Assert.Equal(2, calendar.Slots.Count);\n    }\n\n    [Theory]\n    [InlineData("", 1, 2)]\n',
    ),
  ]),
];
