import{C as e}from"./chunk-5DZFK347.js";function t({title:n,children:r}){return e("header",{class:"view-head",children:[e("h1",{children:n}),r]})}export{t as a};
