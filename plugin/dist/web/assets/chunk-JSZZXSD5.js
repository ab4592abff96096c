import{H as o,Q as n}from"./chunk-UP2T4YP2.js";function s({title:t,keys:i,text:l,run:r}){return o(n,{look:"small",title:`${t} (${i})`,"aria-label":t,onClick:r,children:l})}export{s as a};
