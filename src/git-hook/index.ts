export { gateProgram } from './find-program.ts';
export { gateFindings } from './findings.ts';
export { type Seat, seatsOf } from './hook-places.ts';
export { type GateState, type Look, look } from './inspect.ts';
export { type Put, putGate } from './install.ts';
export { type Taken, takeGate } from './uninstall.ts';
