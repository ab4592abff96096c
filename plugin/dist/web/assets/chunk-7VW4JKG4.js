import{a as t,b as e}from"./chunk-DJIM3HDB.js";var s={lines:!0};function p(n){return t(n.replaceAll(`\r
`,`
`),u,s)}function u(n){let[i,o]=n,r=o===void 0?i.codePointAt(0):32;return r<32?String.fromCodePoint(9216+r):r===127?"␡":`<${e(n)}>`}export{p as a};
