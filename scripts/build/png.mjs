import pako from 'pako';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const INDEXED = 3;
const MOST_COLOURS = 256;

/**
 * Returns a square PNG with sides of `size` pixels. `colourAt(x, y)` returns [red, green, blue, alpha] from 0 to 255.
 * The compression is not that of Node, which depends on its version of zlib. So every Node gives the same bytes.
 * @throws Error for more than {@link MOST_COLOURS} colours
 */
export function png(size, colourAt) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, INDEXED], 8);
  const { rows, colours } = indexed(size, colourAt);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours.flatMap((colour) => colour.slice(0, 3)))),
    chunk('tRNS', Buffer.from(colours.map(([, , , alpha]) => alpha))),
    chunk('IDAT', Buffer.from(pako.deflate(rows, { level: 9 }))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Returns the colours, and each row as a byte for its filter, which is none, and the numbers of its pixels' colours. */
function indexed(size, colourAt) {
  const rows = Buffer.alloc(size * (size + 1));
  const known = new Map();
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const colour = colourAt(x, y);
      const { number } = known.get(colour.join()) ?? { number: known.size };
      known.set(colour.join(), { number, colour });
      rows[y * (size + 1) + 1 + x] = number;
    }
  if (known.size > MOST_COLOURS) throw new Error(`the picture has ${known.size} colours, more than ${MOST_COLOURS}`);
  return { rows, colours: Array.from(known.values(), ({ colour }) => colour) };
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
