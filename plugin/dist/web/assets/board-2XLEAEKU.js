import{g as o}from"./chunk-D7T4XN55.js";function r(){return o("p",{children:"Board"})}export{r as Board};
