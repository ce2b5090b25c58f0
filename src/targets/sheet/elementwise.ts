import type { ScalarOp } from '../../ir/primitives.ts';

/** Each elementwise row as a formula of a, b, c; parsed once, operands put in as trees, so brackets are never wrong. */
export const formulas: Readonly<Record<ScalarOp, string>> = {
  neg: '-a',
  abs: 'ABS(a)',
  sign: 'SIGN(a)',
  floor: 'INT(a)',
  exp: 'EXP(a)',
  log: 'LN(a)',
  sqrt: 'SQRT(a)',
  tanh: 'TANH(a)',
  sigmoid: '1/(1+EXP(MIN(-a,700)))', // MIN keeps EXP below Excel's #NUM!
  softplus: 'MAX(a,0)+LN(1+EXP(-ABS(a)))',
  sin: 'SIN(a)',
  cos: 'COS(a)',
  erf: 'ERF(a)',
  stop: 'a',
  add: 'a+b',
  sub: 'a-b',
  mul: 'a*b',
  div: 'a/b',
  pow: 'POWER(a,b)',
  max: 'MAX(a,b)',
  less: 'IF(a<b,1,0)',
  where: 'IF(a<>0,b,c)',
};
