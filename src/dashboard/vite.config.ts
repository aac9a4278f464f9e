import { defineConfig } from 'vitest/config';

// Where the output goes is build-dashboard.sh's to say.
export default defineConfig({
  base: '/',
  // The automatic runtime needs no plugin: there is no development server to reload for.
  esbuild: { jsx: 'automatic', legalComments: 'none' },
  build: {
    target: 'es2022',
    // Nothing is written into the page itself: its policy allows no inline anything.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
