import tseslint from 'typescript-eslint'

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/*.generated.ts',
      '**/node_modules/',
      'build/',
      '.venv/',
      '.jupyter/',
      '.nnqft/',
      'extension/lib/',
      'extension/labextension/',
      // AssemblyScript is not TypeScript: its own compiler checks it.
      'lib/assembly/'
    ]
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }]
    }
  },
  {
    // Declarations of what others have made: as open as that is, and merging with what it says of itself.
    files: ['kernel/types/**'],
    rules: {
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-function-type': 'off'
    }
  },
  {
    // Programs speak to the terminal; the library and the extension do not.
    files: ['.ci/**', '**/*.mjs', 'lib/src/cli/**', 'test/bench/**', '**/bin/**'],
    rules: { 'no-console': 'off' }
  }
)
