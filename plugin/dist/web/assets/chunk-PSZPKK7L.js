import{F as o,L as n}from"./chunk-GAM3OV3S.js";function s({title:t,keys:i,text:l,run:r}){return o(n,{look:"small",title:`${t} (${i})`,"aria-label":t,onClick:r,children:l})}export{s as a};
