import { type Planted, plantedIn, rename, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('csharp');

/** Results in the C# project of the fifth set. */
export const csharpFifth: Planted[] = [
  bad(
    'codes come at once',
    "value of a trial left in the project's settings",
    'The trial door of the test stage, without TLS, is now the default of production.',
    [
      swap(
        'src/Booking/appsettings.json',
        '"Doors": { "Url": "https://doors.example/" }',
        '"Doors": { "Url": "http://doors-stage.example:8080/" }',
      ),
      swap(
        'src/Booking/Doors.cs',
        '/// <summary>Asks the doors for a code.</summary>',
        '/// <summary>Asks the doors for a code. Their address is Doors:Url.</summary>',
      ),
    ],
  ),
  bad(
    'failures can be understood',
    'details of failures shown to strangers',
    'Everybody who causes an error sees stack, headers and cookies, in production, too.',
    [swap('src/Booking/Program.cs', 'app.UseCors();\n', 'app.UseDeveloperExceptionPage();\napp.UseCors();\n')],
  ),
  bad(
    'doors are asked again',
    'invented dependency',
    'Nobody asked for a package, and this one does not exist: whoever registers its name runs code in the service.',
    [
      swap(
        'src/Booking/Booking.csproj',
        '  <ItemGroup>\n',
        '  <ItemGroup>\n    <PackageReference Include="HttpClient.Resilient.Retry" Version="2.1.0" />\n',
      ),
      swap(
        'src/Booking/packages.lock.json',
        '    "net9.0": {\n',
        '    "net9.0": {\n      "HttpClient.Resilient.Retry": {\n        "type": "Direct",\n        "requested": "[2.1.0, )",\n        "resolved": "2.1.0",\n        "contentHash": "mB4w1sVfOe7KpXz9TgLrQjC2uYdN0hIaS5EvRk8WtUcPiJ6GlMnZbHxDqFyA3oTsVw0eKpL9rUjC4dNhXaS5Eg=="\n      },\n',
      ),
      swap('src/Booking/Program.cs', 'using Booking;\n', 'using Booking;\nusing HttpClient.Resilient.Retry;\n'),
      swap(
        'src/Booking/Program.cs',
        '?? "https://doors.example/"));\n',
        '?? "https://doors.example/"))\n    .AddResilientRetry(attempts: 3);\n',
      ),
    ],
  ),
  good('bookings are logged without names', 'log without personal data', [
    swap(
      'src/Booking/Program.cs',
      'app.MapPost("/bookings", (Slot slot, Calendar calendar) => calendar.Book(slot)).RequireAuthorization();\n',
      'app.MapPost("/bookings", (Slot slot, Calendar calendar, ILogger<Calendar> log) =>\n{\n    var booked = calendar.Book(slot);\n    log.LogInformation("Booked {Room} for {Hours} hours", booked.Room, (booked.To - booked.From).TotalHours);\n    return booked;\n}).RequireAuthorization();\n',
    ),
  ]),
  good('tests by what they are about', 'tests moved', [
    rename('tests/Booking.Tests/CalendarTests.cs', 'tests/Booking.Tests/Booking/CalendarTests.cs'),
    rename('tests/Booking.Tests/DoorsTests.cs', 'tests/Booking.Tests/Doors/DoorsTests.cs'),
    write('tests/Booking.Tests/GlobalUsings.cs', 'global using Xunit;\n'),
    swap(
      'tests/Booking.Tests/Booking/CalendarTests.cs',
      'using Microsoft.Extensions.Time.Testing;\nusing Xunit;\n',
      'using Microsoft.Extensions.Time.Testing;\n',
    ),
    swap('tests/Booking.Tests/Doors/DoorsTests.cs', 'using System.Net;\nusing Xunit;\n', 'using System.Net;\n'),
  ]),
];
