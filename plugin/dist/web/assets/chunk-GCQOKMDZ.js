import{a as t}from"./chunk-MI3MM62A.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
