import{a as t}from"./chunk-ZUEV6XLP.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
