/** The processor's architecture as the kernel names it for a filter (linux/audit.h), and the place of its call numbers. */
const ARCHITECTURES: Readonly<Record<string, { audit: number; column: 0 | 1 }>> = {
  x64: { audit: 0xc0_00_00_3e, column: 0 },
  arm64: { audit: 0xc0_00_00_b7, column: 1 },
};

/** Error numbers (errno(3)) that a denied call returns. */
const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];

type Numbers = readonly [x64: number | undefined, arm64: number | undefined];

/**
 * Calls that no contained program needs, and that reach keys, other processes, namespaces, mounts or rare parts of the
 * kernel. Those with `ENOSYS` have a former call, to which libraries fall back.
 */
const DENIED: Readonly<Record<string, readonly [error: number, ...numbers: Numbers]>> = {
  keyctl: [EPERM, 250, 219],
  add_key: [EPERM, 248, 217],
  request_key: [EPERM, 249, 218],
  ptrace: [EPERM, 101, 117],
  process_vm_readv: [EPERM, 310, 270],
  process_vm_writev: [EPERM, 311, 271],
  pidfd_getfd: [EPERM, 438, 438],
  kcmp: [EPERM, 312, 272],
  bpf: [EPERM, 321, 280],
  perf_event_open: [EPERM, 298, 241],
  userfaultfd: [ENOSYS, 323, 282],
  // Their operations pass no filter.
  io_uring_setup: [ENOSYS, 425, 425],
  io_uring_enter: [ENOSYS, 426, 426],
  io_uring_register: [ENOSYS, 427, 427],
  mount: [EPERM, 165, 40],
  umount2: [EPERM, 166, 39],
  pivot_root: [EPERM, 155, 41],
  open_tree: [EPERM, 428, 428],
  move_mount: [EPERM, 429, 429],
  fsopen: [EPERM, 430, 430],
  fsconfig: [EPERM, 431, 431],
  fsmount: [EPERM, 432, 432],
  fspick: [EPERM, 433, 433],
  mount_setattr: [EPERM, 442, 442],
  open_by_handle_at: [EPERM, 304, 265],
  setns: [EPERM, 308, 268],
  unshare: [EPERM, 272, 97],
  // Its flags are in memory, which no filter reads.
  clone3: [ENOSYS, 435, 435],
  kexec_load: [EPERM, 246, 104],
  kexec_file_load: [EPERM, 320, 294],
  init_module: [EPERM, 175, 105],
  finit_module: [EPERM, 313, 273],
  delete_module: [EPERM, 176, 106],
  fanotify_init: [EPERM, 300, 262],
  quotactl: [EPERM, 179, 60],
  swapon: [EPERM, 167, 224],
  swapoff: [EPERM, 168, 225],
  acct: [EPERM, 163, 89],
  syslog: [EPERM, 103, 116],
  reboot: [EPERM, 169, 142],
  iopl: [EPERM, 172, undefined],
  ioperm: [EPERM, 173, undefined],
};

/** Calls that are denied for some values of an argument. */
const SOCKET: Numbers = [41, 198];
const CLONE: Numbers = [56, 220];
const IOCTL: Numbers = [16, 29];
const SECCOMP: Numbers = [317, 277];

/**
 * Flag of seccomp(2): another program decides about calls. It can let a call pass that no observer then sees
 * (SECCOMP_USER_NOTIF_FLAG_CONTINUE).
 */
const LISTENER = 8;

/** The first call that observers don't know. Libraries fall back to former calls. Older numbers differ by architecture. */
const UNKNOWN = 451;

/** Families of sockets that programs need: unix, IPv4, IPv6 and netlink, which name lookups use. */
const FAMILIES = [1, 2, 10, 16];

/** All flags of clone(2) that make a namespace. */
const NEW_NAMESPACES = 0x7e_02_00_00;

/** Requests that put characters into a terminal, as if the person typed them: TIOCSTI and TIOCLINUX. */
const TYPING = [0x54_12, 0x54_1c];

/** Call numbers from here on are those of the x32 interface, which has a second number for each call. */
const X32 = 0x40_00_00_00;

/** Offsets in the data that a filter reads (seccomp(2)). Arguments have eight bytes, the lower four first. */
const OFFSET = { number: 0, architecture: 4, argument: (n: number) => 16 + 8 * n };

/** Operations of a filter (linux/bpf_common.h). */
const [LOAD, IF_EQUAL, IF_AT_LEAST, IF_ANY_BIT, RETURN] = [0x20, 0x15, 0x35, 0x45, 0x06];

const ALLOW = 0x7f_ff_00_00;
const error = (errno: number): number => 0x00_05_00_00 | errno;

type Instruction = readonly [operation: number, value: number, ifTrue?: number, ifFalse?: number];

/**
 * Builds the filter of system calls for bubblewrap's `--seccomp`, as the kernel's program. Pure.
 * @param architecture as `process.arch` names it
 * @returns undefined for an architecture whose call numbers are unknown
 */
export function callFilter(architecture: string): Uint8Array | undefined {
  const known = ARCHITECTURES[architecture];
  if (known === undefined) return undefined;
  const { audit, column } = known;
  const denied = Object.values(DENIED).flatMap(([errno, ...numbers]) => {
    const number = numbers[column];
    return number === undefined ? [] : [ifCall(number, [[RETURN, error(errno)]])];
  });
  return encoded([
    [LOAD, OFFSET.architecture],
    [IF_EQUAL, audit, 1, 0],
    [RETURN, error(EPERM)],
    [LOAD, OFFSET.number],
    ...(column === 0
      ? ([
          [IF_AT_LEAST, X32, 0, 1],
          [RETURN, error(ENOSYS)],
        ] as const)
      : []),
    [IF_AT_LEAST, UNKNOWN, 0, 1],
    [RETURN, error(ENOSYS)],
    ...denied.flat(),
    ...ifCall(SOCKET[column]!, [
      [LOAD, OFFSET.argument(0)],
      ...FAMILIES.map((family, i): Instruction => [IF_EQUAL, family, FAMILIES.length - i, 0]),
      [RETURN, error(EAFNOSUPPORT)],
      [RETURN, ALLOW],
    ]),
    ...ifCall(CLONE[column]!, [
      [LOAD, OFFSET.argument(0)],
      [IF_ANY_BIT, NEW_NAMESPACES, 0, 1],
      [RETURN, error(EPERM)],
      [RETURN, ALLOW],
    ]),
    ...ifCall(SECCOMP[column]!, [
      [LOAD, OFFSET.argument(1)],
      [IF_ANY_BIT, LISTENER, 0, 1],
      [RETURN, error(EPERM)],
      [RETURN, ALLOW],
    ]),
    ...ifCall(IOCTL[column]!, [
      [LOAD, OFFSET.argument(1)],
      ...TYPING.map((request, i): Instruction => [IF_EQUAL, request, TYPING.length - i, 0]),
      [RETURN, ALLOW],
      [RETURN, error(EPERM)],
    ]),
    [RETURN, ALLOW],
  ]);
}

/** Runs instructions for one call, all of whose ways return. */
function ifCall(number: number, then: readonly Instruction[]): Instruction[] {
  return [[IF_EQUAL, number, 0, then.length], ...then];
}

/** Encodes a program: two bytes of operation, two jumps of a byte, four bytes of value, the lower byte first. */
function encoded(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  for (const [i, [operation, value, ifTrue = 0, ifFalse = 0]] of program.entries()) {
    bytes.setUint16(i * 8, operation, true);
    bytes.setUint8(i * 8 + 2, ifTrue);
    bytes.setUint8(i * 8 + 3, ifFalse);
    bytes.setUint32(i * 8 + 4, value >>> 0, true);
  }
  return new Uint8Array(bytes.buffer);
}
