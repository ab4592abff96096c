function s({ask:t,isAsking:i}){let e,n=0,o=()=>{e===void 0&&(e=setTimeout(r,8))},r=()=>{if(e=void 0,i()&&performance.now()<n)return o();n=performance.now()+2e3,t()};return o}export{s as a};
