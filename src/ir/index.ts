// `gradsheet/ir`: the program itself, for people who write a target.
export * from './shape.ts';
export * from './read.ts';
export { g } from './builder.ts';
export { isOp, type Builder, type Node } from './node.ts';
export {
  opNames,
  primitive,
  primitives,
  type AttrsOf,
  type Elementwise,
  type From,
  type Kind,
  type OpName,
  type Primitive,
  type Reduce,
  type Signatures,
  type View,
} from './primitives.ts';
export { docs } from './docs.ts';
export * from './label.ts';
export { fromJson, inputsFrom, order, program, resultNames, stateNames, toJson, type Program } from './program.ts';
export { grad, gradients } from './grad.ts';
export * as ops from './ops.ts';
