function i(r,n){return r.length<=n?r:`${r.slice(0,n-1).replace(/[\uD800-\uDBFF]$/,"").trimEnd()}…`}export{i as a};
