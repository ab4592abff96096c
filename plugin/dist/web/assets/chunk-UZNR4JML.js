import{a as t}from"./chunk-SLQ75OUK.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
