/** Returns the times that a menu offers: in an hour, tomorrow at 9 and next Monday at 9, in the reader's time zone. */
export function snoozeTimes(now: number): { title: string; until: number }[] {
  const atNine = (days: number) => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    return day.setHours(9, 0, 0, 0);
  };
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    { title: 'For an hour', until: now + 3_600_000 },
    { title: 'Until tomorrow, 9:00', until: atNine(1) },
    ...(toMonday > 1 ? [{ title: 'Until Monday, 9:00', until: atNine(toMonday) }] : []),
  ];
}
