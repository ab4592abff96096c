import{a as t}from"./chunk-E4NNM6SP.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
