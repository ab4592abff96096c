var n=["KB","MB","GB","TB"];function s(i){let t=i/1024,e=0;for(;t>=1024&&e<n.length-1;)t/=1024,e++;return`${e===0?Math.ceil(t):t.toFixed(1)} ${n[e]}`}export{s as a};
