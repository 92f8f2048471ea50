import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where `npm run dev` finds a running Berth; with an API key it is signed in as its holder (this is nowhere in what is built).
const api = process.env.BERTH_API ?? 'http://127.0.0.1:8080';
const key = process.env.BERTH_API_KEY;
const proxied = {
  target: api,
  changeOrigin: true,
  headers: { origin: api, ...(key ? { authorization: `Bearer ${key}` } : {}) },
};

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'target/classes/berth/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's policy allows no data: URLs of fonts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2022',
    rolldownOptions: {
      output: {
        // What nearly every page needs is one file instead of some twenty that are smaller than their headers; what brings a large
        // library along (tables, windows, what floats) stays outside of it.
        codeSplitting: { groups: [{ name: 'kit', test: /src\/(api|traffic|look\/(?!Rows|Named|SearchSelect|Confirm|Plot|Notices|Copy))|src\/[a-z]+\/(queries|insight|kinds|actors|Actor)\.tsx?$/, minShareCount: 3 }] },
      },
    },
    chunkSizeWarningLimit: 700,
  },
  server: { host: '127.0.0.1', port: Number(process.env.PORT ?? 5173), proxy: { '/api': proxied, '/docs': proxied } },
  preview: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4173), proxy: { '/api': proxied, '/docs': proxied } },
});
