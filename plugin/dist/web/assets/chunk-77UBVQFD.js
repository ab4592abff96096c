import{a as t}from"./chunk-QYSEEVDP.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
