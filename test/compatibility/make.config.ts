import config from '../../vitest.config.ts';

export default {
  ...config,
  test: { testTimeout: 900_000, hookTimeout: 900_000, include: ['test/compatibility/make.ts'] },
};
