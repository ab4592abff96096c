import{D as t}from"./chunk-MBMA34GD.js";function e({title:d,children:n}){return t("div",{class:"fact",children:[t("dt",{children:d}),t("dd",{children:n})]})}export{e as a};
