import{a as t}from"./chunk-K3NV5UPB.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
