import{I as o,qa as n}from"./chunk-7DHDKCWN.js";function s({title:t,keys:i,text:l,run:r}){return o(n,{look:"small",title:`${t} (${i})`,"aria-label":t,onClick:r,children:l})}export{s as a};
