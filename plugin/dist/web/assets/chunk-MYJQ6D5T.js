import{D as e}from"./chunk-MBMA34GD.js";function t({title:n,children:r}){return e("header",{class:"view-head",children:[e("h1",{children:n}),r]})}export{t as a};
