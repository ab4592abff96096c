import { png } from './png.mjs';

const SIZE = 512;
/** Samples per pixel in each direction, for smooth edges. */
const SAMPLES = 4;

const CLEAR = [0, 0, 0, 0];

/**
 * Shapes of the icon, the lowest first: a queue of tasks, and the next task leaving it. Units are 1/32 of the side, so
 * that edges are sharp at 32 pixels.
 */
const SIDE = 32;
const SHAPES = [
  { left: 0, top: 0, right: SIDE, bottom: SIDE, radius: 7, colour: [28, 52, 71, 255] },
  { left: 5, top: 20, right: 23, bottom: 25, radius: 2.5, colour: [96, 131, 154, 255] },
  { left: 5, top: 13, right: 23, bottom: 18, radius: 2.5, colour: [156, 185, 202, 255] },
  { left: 9, top: 6, right: 27, bottom: 11, radius: 2.5, colour: [247, 187, 82, 255] },
];

/** Returns the plugin's icon as a PNG. */
export function icon(size = SIZE) {
  const scale = SIDE / size;
  return png(size, (x, y) => {
    const samples = [];
    for (let i = 0; i < SAMPLES; i++)
      for (let j = 0; j < SAMPLES; j++)
        samples.push(colourOf(scale * (x + (i + 0.5) / SAMPLES), scale * (y + (j + 0.5) / SAMPLES)));
    return mean(samples);
  });
}

function colourOf(x, y) {
  return SHAPES.findLast((shape) => covers(shape, x, y))?.colour ?? CLEAR;
}

/** Checks whether a point is inside a rectangle with rounded corners. */
function covers({ left, top, right, bottom, radius }, x, y) {
  const dx = Math.max(left + radius - x, 0, x - right + radius);
  const dy = Math.max(top + radius - y, 0, y - bottom + radius);
  return dx * dx + dy * dy <= radius * radius;
}

/** Returns the mean of colours, weighted by opacity. Without weights, a transparent corner would darken its edge. */
function mean(colours) {
  const alpha = colours.reduce((sum, [, , , a]) => sum + a, 0);
  if (alpha === 0) return CLEAR;
  const channel = (k) => Math.round(colours.reduce((sum, colour) => sum + colour[k] * colour[3], 0) / alpha);
  return [channel(0), channel(1), channel(2), Math.round(alpha / colours.length)];
}
