var s=t=>`$${t.toFixed(2)}`;function i(t,r){return`${t} ${t===1?r:e(r)}`}function e(t){return/(ch|s)$/.test(t)?`${t}es`:t.endsWith("y")?`${t.slice(0,-1)}ies`:`${t}s`}export{s as a,i as b};
