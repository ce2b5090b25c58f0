/**
 * How many rounds a drill runs: few in `npm test`, all of them in `npm run test:drills`, which takes most of an hour.
 * A drill prints its seed, so that a failure can be run again.
 */
export const rounds = (inEveryTest: number, inDrills: number): number =>
  process.env['GRADSHEET_DRILLS'] === '1' ? inDrills : inEveryTest;
