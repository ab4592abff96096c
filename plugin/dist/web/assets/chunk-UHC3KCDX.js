function s(e){return Object.fromEntries(Object.entries(e).filter(([,n])=>n!==void 0))}export{s as a};
