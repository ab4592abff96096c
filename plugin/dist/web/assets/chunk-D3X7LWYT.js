function t(e){return{value:e.value,onInput({currentTarget:n}){e.value=n.value}}}export{t as a};
