import{a as t}from"./chunk-7TQ6SE6V.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
