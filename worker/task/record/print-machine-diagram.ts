import { stateDiagram } from "./machine-diagram.ts";

console.log(stateDiagram());
