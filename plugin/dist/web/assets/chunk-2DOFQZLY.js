function e(r){return r.replace("refs/heads/","")}export{e as a};
