function t(r){return r.charAt(0).toUpperCase()+r.slice(1)}export{t as a};
