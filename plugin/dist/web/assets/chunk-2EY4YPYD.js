function r(e){if(e.key!=="Enter"||!(e.ctrlKey||e.metaKey))return;e.preventDefault();let{form:t}=e.currentTarget;t?.querySelector("[type=submit]:not(:disabled)")&&t.requestSubmit()}export{r as a};
