import type { Project } from '../planted.ts';
import { csharpTests } from './csharp-tests.ts';

/** A web service that books rooms. */
export const csharp: Project = {
  language: 'csharp',
  checks: [
    { name: 'build', command: 'dotnet build -warnaserror' },
    { name: 'test', command: 'dotnet test' },
    { name: 'check', command: 'sh scripts/check.sh' },
  ],
  files: {
    'src/Booking/Calendar.cs': `namespace Booking;

public sealed record Slot(string Room, DateTimeOffset From, DateTimeOffset To)
{
    public bool Overlaps(Slot other) => Room == other.Room && From < other.To && other.From < To;
}

public sealed class BookingException(string message) : Exception(message);

/// <summary>Keeps the slots that are booked.</summary>
public sealed class Calendar(TimeProvider clock)
{
    private readonly List<Slot> slots = [];

    public IReadOnlyList<Slot> Slots => slots;

    public Slot Book(Slot slot)
    {
        if (string.IsNullOrWhiteSpace(slot.Room))
        {
            throw new BookingException("A booking needs a room.");
        }

        if (slot.From >= slot.To)
        {
            throw new BookingException("A booking ends after it starts.");
        }

        if (slot.From < clock.GetUtcNow())
        {
            throw new BookingException("A booking starts in the future.");
        }

        if (slots.Exists(slot.Overlaps))
        {
            throw new BookingException("The room is taken.");
        }

        slots.Add(slot);
        return slot;
    }

    public decimal Price(Slot slot, decimal perHour) =>
        Math.Round((decimal)(slot.To - slot.From).TotalHours * perHour, 2, MidpointRounding.AwayFromZero);
}
`,
    'src/Booking/Doors.cs': `using System.Net.Http.Json;

namespace Booking;

/// <summary>Asks the doors for a code.</summary>
public sealed class Doors(HttpClient client)
{
    private sealed record Answer(string Code);

    public async Task<string> CodeAsync(Slot slot, CancellationToken stop)
    {
        using var response = await client.PostAsJsonAsync("codes", slot, stop);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<Answer>(stop);
        return answer?.Code ?? throw new BookingException("The door gave no code.");
    }
}
`,
    'src/Booking/Program.cs': `using Booking;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Calendar>();
builder.Services.AddAntiforgery();
builder.Services.AddAuthentication().AddJwtBearer();
builder.Services.AddAuthorization();
builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins("https://rooms.example")));
builder.Services.AddHttpClient<Doors>(client =>
    client.BaseAddress = new Uri(builder.Configuration["Doors:Url"] ?? "https://doors.example/"));

var app = builder.Build();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapPost("/bookings", (Slot slot, Calendar calendar) => calendar.Book(slot)).RequireAuthorization();
app.MapGet("/bookings", (Calendar calendar) => calendar.Slots).RequireAuthorization();
app.Run();
`,
    'src/Booking/Booking.csproj': `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net9.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.AspNetCore.Authentication.JwtBearer" Version="9.0.6" />
  </ItemGroup>
</Project>
`,
    'src/Booking/packages.lock.json': `{
  "version": 1,
  "dependencies": {
    "net9.0": {
      "Microsoft.AspNetCore.Authentication.JwtBearer": {
        "type": "Direct",
        "requested": "[9.0.6, )",
        "resolved": "9.0.6",
        "contentHash": "0FTSBj8WSF/dxS1ZBMDdy1oGoOsFsxWqmmkCXvWBJPDMkjPdC4MBjnqxBkqnqB9jEXhoPgHGlMFUcQ+pZ6JqGw=="
      }
    }
  }
}
`,
    'src/Booking/appsettings.json': `{
  "Logging": { "LogLevel": { "Default": "Information" } },
  "Doors": { "Url": "https://doors.example/" },
  "ConnectionStrings": { "Rooms": "Host=localhost;Database=rooms;Username=rooms" }
}
`,
    'src/Booking/Migrations/001_bookings.sql': `CREATE TABLE bookings (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  room TEXT NOT NULL,
  starts TIMESTAMPTZ NOT NULL,
  ends TIMESTAMPTZ NOT NULL
);
CREATE INDEX bookings_by_room ON bookings (room, starts);
`,
    ...csharpTests,
    '.editorconfig': `root = true
[*.cs]
indent_size = 4
dotnet_diagnostic.CA1031.severity = error
dotnet_diagnostic.CA5359.severity = error
dotnet_diagnostic.IDE0005.severity = warning
`,
    'nuget.config': `<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources>
    <clear />
    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
  </packageSources>
</configuration>
`,
    '.github/workflows/ci.yml': `name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-dotnet@v4
        with: { dotnet-version: 9.0.x }
      - run: dotnet restore --locked-mode
      - run: dotnet format --verify-no-changes
      - run: dotnet test
`,
    'scripts/check.sh':
      '#!/bin/sh\nset -eu\ndotnet format --verify-no-changes\ndotnet build -warnaserror\ndotnet test\n',
    '.gitignore': 'bin/\nobj/\n',
    'README.md':
      '# Booking\n\nBooks rooms. `dotnet run --project src/Booking`, then POST a slot to /bookings with a bearer token.\n',
    'AGENTS.md':
      '# Agents\n\nEvery route needs authorization. Every rule of Calendar has a test. Run scripts/check.sh.\n',
  },
};
