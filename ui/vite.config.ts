/** How the window is built, served and tested. Mode `mock` swaps the shell for `dev/mock`; builds never do. */
import { fileURLToPath } from "node:url";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const shell = ["core", "event"].map((part) => ({
  find: `@tauri-apps/api/${part}`,
  replacement: here(`./dev/mock/${part}.ts`),
}));

const script = (src: string) => ({
  tag: "script",
  attrs: { type: "module", src },
  injectTo: "head-prepend" as const,
});

/** What a served page and a mock load before the window; see those files' own heads. The product: nothing. */
const beforeWindow = (mode: string): Plugin => ({
  name: "before-window",
  transformIndexHtml: {
    // Before the page is bundled, so that a built mock starts the same way.
    order: "pre",
    handler: (_html, { server }) => [
      ...(server ? [script("/dev/plain-react.ts")] : []),
      ...(mode === "mock" ? [script("/dev/start.ts")] : []),
    ],
  },
});

export default defineConfig(({ mode }) => {
  const mocked = mode === "mock" || mode === "test";
  return {
    plugins: [
      { ...optimizeLocales.vite({ locales: ["zh-CN", "en-US"] }), enforce: "pre" as const },
      react(),
      beforeWindow(mode),
    ],
    base: "./",
    clearScreen: false,
    server: { port: 5173, strictPort: mode !== "test", fs: { allow: [here("..")] } },
    resolve: { alias: mocked ? shell : [] },
    build: { target: "safari16", outDir: "dist", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
    test: {
      projects: [
        {
          extends: true as const,
          test: {
            name: "plain",
            environment: "node",
            setupFiles: ["dev/test-words.ts"],
            include: ["src/**/*.test.ts", "dev/**/*.test.ts"],
            exclude: ["src/**/*.browser.test.*"],
          },
        },
        {
          extends: true as const,
          // Found before the first test asks for it: what is found later reloads the page under a running test.
          // Anew each time, for what was kept is known by the lockfile and not by what the sources import.
          optimizeDeps: {
            force: true,
            entries: ["src/main.tsx", "src/**/*.test.tsx"],
            include: ["axe-core", "vitest-browser-react"],
          },
          test: {
            name: "window",
            include: ["src/**/*.test.tsx"],
            setupFiles: ["dev/test-setup.ts"],
            // A story of many keys takes as long as the machine is busy: what hangs is found by the waits within.
            testTimeout: 60_000,
            // As long as elements are waited for: a second, the usual, is how fast a machine is.
            expect: { poll: { timeout: 15_000 } },
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              viewport: { width: 1280, height: 800 },
              provider: playwright({
                launchOptions: {
                  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
                  args: [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                  ],
                },
              }),
              instances: [{ browser: "chromium" as const }],
            },
          },
        },
      ],
    },
  };
});
