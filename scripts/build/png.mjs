import { constants, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGBA = 6;
const FILTER_UP = 2;

/**
 * Returns a square PNG with sides of `size` pixels. `colourAt(x, y)` returns [red, green, blue, alpha] from 0 to 255.
 * The compression uses only run lengths, because other repetitions depend on the version of zlib. So every Node gives
 * the same bytes.
 */
export function png(size, colourAt) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, RGBA], 8);
  const data = deflateSync(rows(size, colourAt), { level: 9, strategy: constants.Z_RLE });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Stores each row as its difference from the row above. Unchanged pixels become zeros. */
function rows(size, colourAt) {
  const width = size * 4;
  const out = Buffer.alloc(size * (width + 1));
  let above = Buffer.alloc(width);
  for (let y = 0; y < size; y++) {
    const row = Buffer.alloc(width);
    for (let x = 0; x < size; x++) row.set(colourAt(x, y), x * 4);
    const start = y * (width + 1);
    out[start] = FILTER_UP;
    for (let i = 0; i < width; i++) out[start + 1 + i] = row[i] - above[i];
    above = row;
  }
  return out;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Computes a checksum as in the PNG specification (annex D). Node has such a function only since 20.15. */
function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
