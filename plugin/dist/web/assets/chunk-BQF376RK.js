import{b as u}from"./chunk-VWHNLHSD.js";import{a as i,b as s}from"./chunk-XHAMYE3H.js";import{p as e,r as o}from"./chunk-7DHDKCWN.js";var l={lines:!0};function c(n){return i(n.replaceAll(`\r
`,`
`),a,l)}function a(n){let[t,p]=n,r=p===void 0?t.codePointAt(0):32;return r<32?String.fromCodePoint(9216+r):r===127?"␡":`<${s(n)}>`}var g=e("");function w(n){g.value=c(n)}function N(){o(()=>{let{waiting:n}=u.value,t=g.value;document.title=`${n>0?`(${n}) `:""}${t&&`${t} · `}Backlog`})}export{c as a,w as b,N as c};
