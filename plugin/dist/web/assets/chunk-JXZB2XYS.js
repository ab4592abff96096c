import{C as e}from"./chunk-YD7R3YFI.js";function t({title:n,children:r}){return e("header",{class:"view-head",children:[e("h1",{children:n}),r]})}export{t as a};
