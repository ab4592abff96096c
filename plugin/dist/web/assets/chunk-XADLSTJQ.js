import{a as e,b as i}from"./chunk-VMIGQB33.js";function g(n,r){return n.length<=r?n:`${n.slice(0,r-1).replace(/[\uD800-\uDBFF]$/,"").trimEnd()}…`}var s={lines:!0};function l(n){return e(n.replaceAll(`\r
`,`
`),u,s)}function u(n){let[r,o]=n,t=o===void 0?r.codePointAt(0):32;return t<32?String.fromCodePoint(9216+t):t===127?"␡":`<${i(n)}>`}export{g as a,l as b};
