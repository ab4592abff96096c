import{g as a}from"./chunk-D7T4XN55.js";function k(){return a("p",{children:"Task"})}export{k as TaskPage};
