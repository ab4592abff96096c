import{I as r}from"./chunk-7DHDKCWN.js";function a({label:e,as:n="div",class:o,children:l}){return r(n,{class:o,role:"region","aria-label":e,tabIndex:0,children:l})}export{a};
