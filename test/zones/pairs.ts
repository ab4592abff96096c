/** Zones with every property that has broken a date before: offsets from -11 to +14, half and three-quarter hours, clocks that are set at midnight. */
export const ZONES = [
  'UTC',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Marquesas',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/London',
  'Africa/Cairo',
  'Atlantic/Azores',
  'America/St_Johns',
  'America/Havana',
  'America/New_York',
  'America/Los_Angeles',
] as const;

export interface ZonePair {
  writer: string;
  reader: string;
}

const ALL: readonly ZonePair[] = ZONES.flatMap((writer) => ZONES.map((reader) => ({ writer, reader })));

/** The pair with the most hours between its zones, which every sample has. */
const FARTHEST = ALL.findIndex(
  ({ writer, reader }) => writer === 'Pacific/Kiritimati' && reader === 'Pacific/Pago_Pago',
);

/** Every writer with every reader: 400 pairs, mixed, so that a sample of every nth has all zones on both sides. */
export const PAIRS: readonly ZonePair[] = ALL.map((pair, i) => ({ pair, at: ((i - FARTHEST) * 0x9e3779b1) >>> 0 }))
  .sort((a, b) => a.at - b.at)
  .map(({ pair }) => pair);
