import { version } from '../../base/version.ts';

/** How the server names itself to clients. */
export const serverInfo = { name: 'backlog', title: 'Backlog', version };

const SVG = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
  '<rect width="32" height="32" rx="7" fill="#1c3447"/>',
  '<rect x="5" y="20" width="18" height="5" rx="2.5" fill="#60839a"/>',
  '<rect x="5" y="13" width="18" height="5" rx="2.5" fill="#9cb9ca"/>',
  '<rect x="9" y="6" width="18" height="5" rx="2.5" fill="#f7bb52"/>',
  '</svg>',
];

/** The plugin's icon. Only `initialize` has it, because each answer of the modern era repeats the server's name. */
export const icons = [
  {
    src: `data:image/svg+xml,${encodeURIComponent(SVG.join(''))}`,
    mimeType: 'image/svg+xml',
    sizes: ['any'],
  },
];
