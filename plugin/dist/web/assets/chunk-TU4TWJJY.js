import{p as t,q as n}from"./chunk-UP2T4YP2.js";var r=t(void 0),u=n(()=>{let{waiting:o=0,running:e=0}=r.value?.totals??{};return{waiting:o,running:e}});export{r as a,u as b};
