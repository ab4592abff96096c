function r(n,t){return`${n.toLocaleString()} ${n===1?t:`${t}s`}`}export{r as a};
