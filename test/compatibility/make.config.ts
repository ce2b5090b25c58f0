import { mergeConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

const made = mergeConfig(config, {});
made.test = { ...config.test, include: ['test/compatibility/make.ts'], testTimeout: 300_000, reporters: ['default'] };
export default made;
