export { gateFindings } from './findings.ts';
export { type GateState, type Look, look } from './look.ts';
export { gateProgram } from './program.ts';
export { type Put, putGate } from './put.ts';
export { type Seat, seatsOf } from './seat.ts';
export { type Taken, takeGate } from './take.ts';
