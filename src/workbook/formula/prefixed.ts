import type { Formula } from './ast.ts';
import { fold, withParts } from './ast.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';
import { GradsheetError } from '../../errors.ts';
import { verbatim, type Where } from '../../words.ts';
import { words } from '../error-words.ts';

/**
 * Functions that came after Excel 2007 stand in files with a prefix, `_xlfn.IFS(…)`; without it Excel shows #NAME?. In
 * a
 * `Cell` formulas are as Excel shows them, so reading drops the prefix and writing adds it.
 */
export const fromFile = (formula: string): string =>
  `=${formula.includes('_xl') ? formula.replace(prefixOutsideTexts, keepTexts) : formula}`;

/** @throws GradsheetError `unsupported` for LET and LAMBDA, which only new versions of Excel know */
export function toFile(formula: string, where?: Where): string {
  const text = formula.startsWith('=') ? formula.slice(1) : formula;
  if (!needsCare.test(text)) return text;
  return print(
    fold<Formula>(parse(text, where), (node, parts) => {
      if (node.kind === 'unary' && node.op === '@') return { kind: 'call', name: '_xlfn.SINGLE', args: parts };
      if (node.kind === 'unary' && node.op === '#') return { kind: 'call', name: '_xlfn.ANCHORARRAY', args: parts };
      const next = withParts(node, parts);
      if (next.kind !== 'call' || !later.has(next.name)) return next;
      if (next.name === 'LET' || next.name === 'LAMBDA') {
        throw new GradsheetError('unsupported', {
          where: where ?? words('formula'),
          received: verbatim(next.name),
          hint: words('LET and LAMBDA are not written: most spreadsheet programs do not know them.'),
        });
      }
      return { ...next, name: `_xlfn.${next.name === 'FILTER' || next.name === 'SORT' ? '_xlws.' : ''}${next.name}` };
    }),
  );
}

const prefixOutsideTexts = /"(?:[^"]|"")*"|'(?:[^']|'')*'|_xl(?:fn|ws|pm)\./g;
const keepTexts = (found: string): string => (found.startsWith('_') ? '' : found);

// Microsoft: "Issue: An _xlfn. prefix is displayed in front of a formula", and [MS-XLSX] 2.2.2, future-function-list
const later: ReadonlySet<string> = new Set(
  `ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV
BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST
CHOOSECOLS CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH DAYS DECIMAL DROP ERF.PRECISE
ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT F.TEST FILTER FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS
FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS
HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST
LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE
PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI POISSON.DIST QUARTILE.EXC QUARTILE.INC RANDARRAY
RANK.AVG RANK.EQ REDUCE RRI SCAN SEC SECH SEQUENCE SHEET SHEETS SKEW.P SORT SORTBY STDEV.P STDEV.S SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV
T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNICHAR UNICODE UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE
WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST`.split(/\s+/),
);
const needsCare = new RegExp(
  String.raw`@|[\w)]#|(?<![\w.])(?:${[...later].map((name) => name.replaceAll('.', String.raw`\.`)).join('|')})\(`,
  'i',
);
