// Prints the run's last line, `N passed, N failed`, and the names of skipped tests with their reasons.
// With GRADSHEET_REQUIRE_ALL=1 a skipped test is a failed run: the machine was promised to have everything.
export default class ClosingLine {
  onTestRunEnd(modules, errors) {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    const skipped = [];
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        count[state] = (count[state] ?? 0) + 1;
        if (state === 'skipped') skipped.push(test.fullName);
      }
    }
    for (const name of skipped) console.log(`skipped: ${name}`);
    if (process.env.GRADSHEET_REQUIRE_ALL === '1' && skipped.length > 0) {
      console.log(`GRADSHEET_REQUIRE_ALL=1, yet ${skipped.length} tests were skipped`);
      count.failed += skipped.length;
      process.exitCode = 1;
    }
    process.on('exit', () =>
      console.log(
        `\n${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`,
      ),
    );
  }
}
