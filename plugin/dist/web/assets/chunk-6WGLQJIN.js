import{p as e}from"./chunk-7DHDKCWN.js";var o=e(void 0);function i(n){o.value=n}function r(){o.value=void 0}export{o as a,i as b,r as c};
