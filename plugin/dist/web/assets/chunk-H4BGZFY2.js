import{k as a}from"./chunk-AMESUGDK.js";var e=a({polite:"",assertive:""});function t(n,o="polite"){let i=e.value[o]===n?`${n} `:n;e.value={...e.value,[o]:i}}export{e as a,t as b};
