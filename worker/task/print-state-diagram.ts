import { stateDiagram } from "./state-diagram.ts";

console.log(stateDiagram());
