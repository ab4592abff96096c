import{D as o,J as n}from"./chunk-FPYSNULN.js";function s({title:t,keys:i,text:l,run:r}){return o(n,{look:"small",title:`${t} (${i})`,"aria-label":t,onClick:r,children:l})}export{s as a};
