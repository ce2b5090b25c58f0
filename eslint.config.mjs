import svelte from 'eslint-plugin-svelte';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';

/** What a formatter cannot see: one statement a line, nothing unused, no function with too many branches. */
const rules = {
  curly: ['error', 'multi-line'],
  // Above 25 branches a function wants to be several; a switch counts as one, since it is a table.
  complexity: ['warn', { max: 25, variant: 'modified' }],
  'max-len': [
    'error',
    {
      code: 120,
      ignoreUrls: true,
      ignoreStrings: true,
      ignoreTemplateLiterals: true,
      ignoreRegExpLiterals: true,
      ignorePattern: '<!-- svelte-ignore ',
    },
  ],
  'max-statements-per-line': ['error', { max: 1 }],
  'no-unused-expressions': 'error',
  'no-sequences': 'error',
  'no-var': 'error',
  'one-var': ['error', 'never'],
  'prefer-const': ['error', { destructuring: 'all' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
};

/** A rule says one thing of a file; so that a function is warned of at 25 and refused above 30, the rule has a twin. */
const refused = { rules: { complexity: builtinRules.get('complexity') } };

export default tseslint.config(
  { ignores: ['dist/', 'studio/dist/', 'node_modules/', '.cache/', 'test/vectors/', '**/*.min.js'] },
  ...svelte.configs.base,
  { files: ['**/*.{ts,mjs,js}'], languageOptions: { parser: tseslint.parser } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  { files: ['**/*.{ts,mjs,js,svelte}'], plugins: { '@typescript-eslint': tseslint.plugin }, rules },
  {
    files: ['**/*.{ts,mjs,js,svelte}'],
    ignores: ['src/audit/**'], // some functions there are still above
    plugins: { refused },
    rules: { 'refused/complexity': ['error', { max: 30, variant: 'modified' }] },
  },
);
