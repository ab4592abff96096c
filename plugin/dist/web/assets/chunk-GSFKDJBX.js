import{F as n,G as o}from"./chunk-2LDWNRS3.js";function i({of:{value:u,error:e,again:a}}){return!e.value||u.value!==void 0?null:n(o,{refusal:e.value,again:a})}export{i as a};
