import { type Planted, plantedIn, swap } from '../planted.ts';

const { bad, good } = plantedIn('csharp');

/** Results in the C# project of the third set. */
export const csharpThird: Planted[] = [
  bad(
    'bookings can be taken back',
    'route without authorization',
    'Everybody can delete every booking: the route asks for no token and no owner.',
    [
      swap(
        'src/Booking/Program.cs',
        'app.Run();\n',
        'app.MapDelete("/bookings/{room}", (string room, Calendar calendar) => calendar.Free(room));\napp.Run();\n',
      ),
      swap(
        'src/Booking/Calendar.cs',
        '    public decimal Price(',
        '    public int Free(string room) => slots.RemoveAll(slot => slot.Room == room);\n\n    public decimal Price(',
      ),
      swap(
        'tests/Booking.Tests/CalendarTests.cs',
        '    [Fact]\n    public void Refuses_a_room_that_is_taken()',
        '    [Fact]\n    public void Frees_a_room()\n    {\n        calendar.Book(Slot("Blue", 1, 2));\n        Assert.Equal(1, calendar.Free("Blue"));\n        Assert.Empty(calendar.Slots);\n    }\n\n    [Fact]\n    public void Refuses_a_room_that_is_taken()',
      ),
    ],
  ),
  bad(
    'prices are faster',
    'money as float',
    'Prices are computed with floats and rounded to even cents: some are a cent off.',
    [
      swap(
        'src/Booking/Calendar.cs',
        'Math.Round((decimal)(slot.To - slot.From).TotalHours * perHour, 2, MidpointRounding.AwayFromZero);',
        '(decimal)Math.Round((slot.To - slot.From).TotalHours * (double)perHour, 2);',
      ),
      swap(
        'tests/Booking.Tests/CalendarTests.cs',
        '    [InlineData(3, "37.50")]\n',
        '    [InlineData(3, "37.50")]\n    [InlineData(8, "100")]\n',
      ),
    ],
  ),
  bad(
    'doors open beforehand',
    'result not awaited',
    'The code is asked for and dropped; failures of the door are never seen.',
    [
      swap(
        'src/Booking/Doors.cs',
        '    public async Task<string> CodeAsync(',
        '    /// <summary>Tells the door of a slot, so that the code is ready.</summary>\n    public void Prepare(Slot slot) => Task.Run(() => CodeAsync(slot, CancellationToken.None));\n\n    public async Task<string> CodeAsync(',
      ),
      swap(
        'tests/Booking.Tests/DoorsTests.cs',
        '    [Fact]\n    public async Task Fails_when_the_door_does()',
        '    [Fact]\n    public void Prepares_without_waiting()\n    {\n        var error = Record.Exception(() => Doors(HttpStatusCode.BadGateway, "").Prepare(Slot));\n        Assert.Null(error);\n    }\n\n    [Fact]\n    public async Task Fails_when_the_door_does()',
      ),
    ],
  ),
  good('slots in order', 'sorted result', [
    swap(
      'src/Booking/Calendar.cs',
      '    public IReadOnlyList<Slot> Slots => slots;\n',
      '    public IReadOnlyList<Slot> Slots => [.. slots.OrderBy(slot => slot.From)];\n',
    ),
    swap(
      'tests/Booking.Tests/CalendarTests.cs',
      '    [Fact]\n    public void Refuses_a_room_that_is_taken()',
      '    [Fact]\n    public void Lists_the_earliest_first()\n    {\n        calendar.Book(Slot("Blue", 3, 4));\n        calendar.Book(Slot("Blue", 1, 2));\n        Assert.Equal(Noon.AddHours(1), calendar.Slots[0].From);\n    }\n\n    [Fact]\n    public void Refuses_a_room_that_is_taken()',
    ),
  ]),
  good('the calendar is documented', 'comments of code', [
    swap(
      'src/Booking/Calendar.cs',
      '    public Slot Book(Slot slot)\n',
      '    /// <summary>Books a slot, or throws <see cref="BookingException"/> if a rule forbids it.</summary>\n    public Slot Book(Slot slot)\n',
    ),
  ]),
  good('doors are asked once more by name', 'query of a request', [
    swap(
      'src/Booking/Doors.cs',
      'client.PostAsJsonAsync("codes", slot, stop);',
      'client.PostAsJsonAsync($"codes?room={Uri.EscapeDataString(slot.Room)}", slot, stop);',
    ),
  ]),
];
