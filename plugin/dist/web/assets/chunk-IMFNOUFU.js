import{F as e}from"./chunk-AMESUGDK.js";function t({title:n,children:r}){return e("header",{class:"view-head",children:[e("h1",{children:n}),r]})}export{t as a};
