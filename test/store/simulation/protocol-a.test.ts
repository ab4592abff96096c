import { provesSchedules } from './protocol.ts';

provesSchedules(0, 100_000);
