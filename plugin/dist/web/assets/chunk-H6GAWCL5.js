import{C as t}from"./chunk-5DZFK347.js";function e({title:d,children:n}){return t("div",{class:"fact",children:[t("dt",{children:d}),t("dd",{children:n})]})}export{e as a};
