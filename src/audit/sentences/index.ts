// The doctor's words.
export { tell, type Told } from './tell.ts';
export type { Surroundings } from './subject.ts';
export { tellSummary, type ToldSummary } from './summary.ts';
export { className, colourOfRole, glyphs, roleName, severityName } from './names.ts';
export { rolesFrom, rolesText } from './roles-file.ts';
export { boxesOf, boxOfName, cellsText, type Box } from './ranges.ts';
export { comparedFormulas, type Marked } from './compare.ts';
