function i(o,u){let e=new Map;for(let n of o){let t=u(n),r=e.get(t);r?r.push(n):e.set(t,[n])}return e}export{i as a};
