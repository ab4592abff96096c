import{g as t}from"./chunk-D7T4XN55.js";function i(){return t("p",{children:"List"})}export{i as List};
