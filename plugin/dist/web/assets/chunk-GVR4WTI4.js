import{m as e}from"./chunk-FPYSNULN.js";var o=e(void 0);function d(n){o.value=n}function i(){o.value=void 0}export{o as a,d as b,i as c};
