import{I as e}from"./chunk-7DHDKCWN.js";function i({title:r,children:n}){return e("header",{class:"view-head line wrap ruled",children:[e("h1",{children:r}),n]})}export{i as a};
