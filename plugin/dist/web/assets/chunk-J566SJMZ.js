import{p as e}from"./chunk-UP2T4YP2.js";var o=e(void 0);function i(n){o.value=n}function d(){o.value=void 0}export{o as a,i as b,d as c};
