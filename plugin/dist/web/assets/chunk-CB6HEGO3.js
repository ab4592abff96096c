<<<<<<<< HEAD:plugin/dist/web/assets/chunk-XDVSIA5A.js
import{a as t}from"./chunk-Q5WTVLFH.js";import{C as e}from"./chunk-ENWYTP22.js";function p({icon:o,title:i,children:n}){return e("div",{class:"empty",children:[e(t,{name:o,size:28}),e("h2",{children:i}),n&&e("div",{class:"empty-next",children:n})]})}export{p as a};
========
import{a as t}from"./chunk-5NYEK6XD.js";import{B as e}from"./chunk-G7OSFRNZ.js";function p({icon:o,title:i,children:n}){return e("div",{class:"empty",children:[e(t,{name:o,size:28}),e("h2",{children:i}),n&&e("div",{class:"empty-next",children:n})]})}export{p as a};
>>>>>>>> 9b75df3 (The app stands on the SDK: one client, one reader of events, types of the table; a silent stream is made again):plugin/dist/web/assets/chunk-CB6HEGO3.js
