/** Length of a day in milliseconds, ignoring daylight-saving changes. */
export const DAY_MS = 86_400_000;
