// `gradsheet/ir`: the program itself, for people who write a target.
export * from './shape.ts';
export * from './view.ts';
export { g } from './builder.ts';
export { isOp, type Builder, type Node, type Results, type Several } from './node.ts';
export {
  opNames,
  primitive,
  primitives,
  type AttrsOf,
  type Elementwise,
  type From,
  type Kind,
  type OpName,
  type Part,
  type Primitive,
  type Reduce,
  type SeveralResults,
  type Signatures,
  type View,
} from './primitives.ts';
export { docs } from './docs.ts';
export * from './label.ts';
export { inputsFrom, order, program, resultNames, stateNames, type Program } from './program.ts';
export { fromJson, toJson, type ProgramJson } from './program-json.ts';
export { grad, gradients } from './grad.ts';
export { bodyOf, carried, element, scan, shared } from './scan.ts';
export { unroll } from './unroll.ts';
export * as ops from './ops.ts';
