import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// Built into the Python package, which serves it; nothing of it is fetched from elsewhere.
export default defineConfig({
  plugins: [svelte()],
  base: "/",
  build: {
    outDir: "../ploughshare/web/static",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
