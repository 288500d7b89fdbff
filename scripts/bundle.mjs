import { build } from 'esbuild';

/** Zod's error messages in fifty languages, of which the program speaks one: they are half of its code. */
const onlyEnglish = {
  name: 'only-english',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * The one set of esbuild options for everything that runs in Node: one CommonJS file that Node 20 and Max can load.
 * `max-api` is injected by Max and must stay outside.
 */
export async function bundleForNode(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['max-api'],
    // Some decoders build the text of their own browser worker from import.meta.url; they are never asked for it here.
    logOverride: { 'empty-import-meta': 'silent' },
    // Names stay, so that a fault that someone reports can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    plugins: [onlyEnglish],
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
  });
}
