import { provesSchedules } from './protocol.ts';

provesSchedules(100_000, 200_000);
