var o=t=>t.slice(0,7);export{o as a};
