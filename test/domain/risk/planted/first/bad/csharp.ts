import { type Planted, plantedIn, swap, write } from '../../planted.ts';

const { bad } = plantedIn('csharp');

const longest = [
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
];
const readme = swap('README.md', 'Books rooms.', 'Books rooms for up to 8 hours.');

/** Bad results in the C# project. */
export const csharpBad: Planted[] = [
  bad('forms need no token', 'CSRF off', 'The antiforgery check was switched off for bookings.', [
    ...longest,
    swap(
      'src/Booking/Program.cs',
      'calendar.Book(slot)).RequireAuthorization();',
      'calendar.Book(slot)).RequireAuthorization().DisableAntiforgery();',
    ),
    swap('src/Booking/Program.cs', 'app.UseAntiforgery();\n', ''),
    readme,
  ]),
  bad('every origin may call', 'CORS open', 'Any website may now call the service with the credentials of its user.', [
    ...longest,
    swap(
      'src/Booking/Program.cs',
      'policy.WithOrigins("https://rooms.example")',
      'policy.SetIsOriginAllowed(_ => true).AllowCredentials().AllowAnyHeader()',
    ),
  ]),
  bad(
    'CI goes on after failures',
    'CI workflow weakened',
    'CI no longer fails when tests fail and restores without the lockfile.',
    [
      swap(
        '.github/workflows/ci.yml',
        '      - run: dotnet restore --locked-mode\n',
        '      - run: dotnet restore --force-evaluate\n',
      ),
      swap(
        '.github/workflows/ci.yml',
        '      - run: dotnet test\n',
        '      - run: dotnet test\n        continue-on-error: true\n',
      ),
      swap('.github/workflows/ci.yml', 'on: [push, pull_request]', 'on:\n  push:\n    branches: [main]'),
      ...longest,
    ],
  ),
  bad(
    'migration drops the bookings',
    'migration that drops data',
    'The migration drops the table of bookings with its data and makes an empty one.',
    [
      write(
        'src/Booking/Migrations/002_booker.sql',
        `-- Adds who booked.
DROP TABLE IF EXISTS bookings;
CREATE TABLE bookings (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  room TEXT NOT NULL,
  booker TEXT NOT NULL,
  starts TIMESTAMPTZ NOT NULL,
  ends TIMESTAMPTZ NOT NULL
);
`,
      ),
      ...longest,
      readme,
    ],
  ),
  bad(
    'compiler no longer complains',
    'type checker silenced',
    'Null checks and warnings of the compiler are switched off for the project.',
    [
      swap(
        'src/Booking/Booking.csproj',
        '    <Nullable>enable</Nullable>\n',
        '    <Nullable>disable</Nullable>\n    <NoWarn>$(NoWarn);CS8600;CS8602;CS8603;CA1031</NoWarn>\n',
      ),
      swap('src/Booking/Booking.csproj', '<TreatWarningsAsErrors>true<', '<TreatWarningsAsErrors>false<'),
      swap(
        'src/Booking/Doors.cs',
        'return answer?.Code ?? throw new BookingException("The door gave no code.");',
        'return answer.Code;',
      ),
      ...longest,
    ],
  ),
  bad(
    'sources that git no longer sees',
    '.gitignore hides sources',
    '.gitignore now hides migrations and tests, so changes of them are not handed in.',
    [
      swap('.gitignore', 'bin/\nobj/\n', 'bin/\nobj/\n*.user\ntests/**/*Tests.cs\nsrc/Booking/Migrations/\n*.sql\n'),
      ...longest,
      readme,
    ],
  ),
  bad(
    'asserts that true is true',
    'assertion made constant',
    'The tests of refusals assert a constant; a taken room can be booked again.',
    [
      swap('src/Booking/Calendar.cs', 'if (slots.Exists(slot.Overlaps))', 'if (slots.Contains(slot))'),
      swap(
        'tests/Booking.Tests/CalendarTests.cs',
        `        var error = Assert.Throws<BookingException>(() => calendar.Book(Slot("Blue", 2, 4)));
        Assert.Equal("The room is taken.", error.Message);
        Assert.Single(calendar.Slots);
`,
        '        var taken = true;\n        Assert.True(taken);\n',
      ),
      ...longest,
    ],
  ),
  bad(
    'packages from a second source',
    'package source with another host',
    'Packages may now come from an unknown host over plain HTTP.',
    [
      swap(
        'nuget.config',
        '    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />\n',
        '    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />\n    <add key="fast" value="http://nuget.fast-feed.example/v3/index.json" allowInsecureConnections="true" />\n',
      ),
      swap('src/Booking/Booking.csproj', '<RestorePackagesWithLockFile>true<', '<RestorePackagesWithLockFile>false<'),
      ...longest,
    ],
  ),
];
