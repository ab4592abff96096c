import{a as t}from"./chunk-7VW4JKG4.js";function i(o){document.title=`${t(o)} · Backlog`}export{i as a};
