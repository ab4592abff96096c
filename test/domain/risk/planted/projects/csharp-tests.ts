/** The tests of the C# project, with what they read. */
export const csharpTests: Record<string, string> = {
  'tests/Booking.Tests/CalendarTests.cs': `using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Booking.Tests;

public class CalendarTests
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private readonly Calendar calendar = new(new FakeTimeProvider(Noon));

    private static Slot Slot(string room, int from, int to) => new(room, Noon.AddHours(from), Noon.AddHours(to));

    [Fact]
    public void Keeps_what_was_booked()
    {
        calendar.Book(Slot("Blue", 1, 2));
        Assert.Equal([Slot("Blue", 1, 2)], calendar.Slots);
    }

    [Fact]
    public void Refuses_a_room_that_is_taken()
    {
        calendar.Book(Slot("Blue", 1, 3));
        var error = Assert.Throws<BookingException>(() => calendar.Book(Slot("Blue", 2, 4)));
        Assert.Equal("The room is taken.", error.Message);
        Assert.Single(calendar.Slots);
    }

    [Theory]
    [InlineData("", 1, 2)]
    [InlineData("Blue", 2, 2)]
    [InlineData("Blue", -1, 2)]
    public void Refuses_what_is_no_booking(string room, int from, int to)
    {
        Assert.Throws<BookingException>(() => calendar.Book(Slot(room, from, to)));
    }

    [Theory]
    [InlineData(1, "12.50")]
    [InlineData(3, "37.50")]
    public void Prices_by_the_hour(int hours, string expected)
    {
        Assert.Equal(decimal.Parse(expected), calendar.Price(Slot("Blue", 0, hours), 12.5m));
    }
}
`,
  'tests/Booking.Tests/DoorsTests.cs': `using System.Net;
using Xunit;

namespace Booking.Tests;

public class DoorsTests
{
    private sealed class Answering(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, null, "application/json") });
    }

    private static Doors Doors(HttpStatusCode status, string body) =>
        new(new HttpClient(new Answering(status, body)) { BaseAddress = new Uri("https://doors.example/") });

    private static readonly Slot Slot = new("Blue", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1));

    [Fact]
    public async Task Reads_the_code()
    {
        Assert.Equal("4711", await Doors(HttpStatusCode.OK, "{\\"code\\":\\"4711\\"}").CodeAsync(Slot, default));
    }

    [Fact]
    public async Task Fails_when_the_door_does()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => Doors(HttpStatusCode.BadGateway, "").CodeAsync(Slot, default));
    }
}
`,
  'tests/Booking.Tests/Booking.Tests.csproj': `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net9.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Extensions.TimeProvider.Testing" Version="9.6.0" />
    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.14.1" />
    <PackageReference Include="xunit" Version="2.9.3" />
    <ProjectReference Include="../../src/Booking/Booking.csproj" />
  </ItemGroup>
</Project>
`,
};
