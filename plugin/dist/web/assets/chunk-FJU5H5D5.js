import{H as e}from"./chunk-UP2T4YP2.js";function i({title:r,children:n}){return e("header",{class:"view-head line wrap ruled",children:[e("h1",{children:r}),n]})}export{i as a};
